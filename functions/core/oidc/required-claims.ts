import type { ProviderQuirks } from '../contract/provider-settings.ts';
import { Problem } from '../errors.ts';
import { type Claims, isClaimValid, isTrue, isVerifiedAddress } from './claims.ts';
import { claimsFor, type ScopeValue, verificationClaim } from './scopes.ts';

/**
 * Enforces what `~r` and `~s` say on what came back, at every provider: asking is not getting, and the person or the
 * provider may have left something out. A claim counts only if it is of a form that can be used.
 * @param trust When the provider's word for an e-mail address counts.
 * @throws Problem `required_claim_missing`, naming the claim.
 */
export function requireClaims(scope: readonly ScopeValue[], claims: Claims, trust: ProviderQuirks['emailTrust']): void {
  for (const value of scope) {
    const candidates = claimsFor(value);
    const [claim] = candidates;
    if (claim === undefined) continue;
    const usable = candidates.find((candidate) => isClaimValid(claims, candidate));
    if (value.required && usable === undefined) throw missing(claim);
    if (value.signed && usable !== undefined) requireVerified(usable, claims, trust);
  }
}

/** A claim that nothing can vouch for is never verified. */
function requireVerified(claim: string, claims: Claims, trust: ProviderQuirks['emailTrust']): void {
  const verification = verificationClaim(claim);
  if (verification === undefined) throw missing(claim);
  const verified = claim === 'email' ? isVerifiedAddress(claims, trust) : isTrue(claims, verification, trust);
  if (!verified) throw missing(verification);
}

function missing(claim: string): Problem {
  return new Problem('required_claim_missing', `the claim ${claim} is missing or not verified`, { details: { claim } });
}
