import { Problem } from '../errors.ts';
import { type Claims, isUsable } from './claims.ts';
import { claimsFor, type ScopeValue, verificationClaim } from './scopes.ts';

/**
 * Enforces what `~r` and `~s` say on what came back, at every provider: asking is not getting, and the person or the
 * provider may have left something out. A claim counts only if it is of a form that can be used.
 * @throws Problem `required_claim_missing`, naming the claim.
 */
export function requireClaims(scope: readonly ScopeValue[], claims: Claims): void {
  for (const value of scope) {
    const candidates = claimsFor(value);
    const [claim] = candidates;
    if (claim === undefined) continue;
    const usable = candidates.find((candidate) => isUsable(claims, candidate));
    if (value.required && usable === undefined) throw missing(claim);
    if (value.signed && usable !== undefined) requireVerified(usable, claims);
  }
}

/** A claim that nothing can vouch for is never verified. */
function requireVerified(claim: string, claims: Claims): void {
  const verification = verificationClaim(claim);
  if (verification === undefined || claims[verification] !== true) throw missing(verification ?? claim);
}

function missing(claim: string): Problem {
  return new Problem('required_claim_missing', `the claim ${claim} is missing or not verified`, { details: { claim } });
}
