import { Problem } from '../errors.ts';
import { type Claims, isPresent } from './claims.ts';
import { claimsFor, type ScopeValue, verificationClaim } from './scopes.ts';

/**
 * Enforces what `~r` and `~s` say on what came back, at every provider: asking is not getting, and the person or the
 * provider may have left something out.
 * @throws Problem `required_claim_missing`, naming the claim.
 */
export function requireClaims(scope: readonly ScopeValue[], claims: Claims): void {
  for (const value of scope) {
    const candidates = claimsFor(value);
    const [claim] = candidates;
    if (claim === undefined) continue;
    const present = candidates.find((candidate) => isPresent(claims[candidate]));
    if (value.required && present === undefined) throw missing(claim);
    if (value.signed && present !== undefined) requireVerified(present, claims);
  }
}

function requireVerified(claim: string, claims: Claims): void {
  const verified = verificationClaim(claim);
  if (verified !== undefined && claims[verified] !== true) throw missing(verified);
}

function missing(claim: string): Problem {
  return new Problem('required_claim_missing', `the claim ${claim} is missing or not verified`, { details: { claim } });
}
