import type { ProviderQuirks } from '../contract/provider-settings.ts';
import { Problem } from '../errors.ts';
import { type Claims, isClaimValid, isTrue, isVerifiedAddress } from './claims.ts';
import { claimsFor, type ScopeValue, verificationClaim } from './scopes.ts';

/**
 * Enforces the modifiers of the configured scope: `~r` (the claim is required) and `~s` (the claim must be verified).
 * Postern checks this for every provider, since the person or the provider may have withheld a requested claim. Only
 * claims of the right type count.
 * @param trust Which values of `email_verified` count for this provider.
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

/**
 * Requires that a claim is verified. A claim for which OpenID Connect defines no `*_verified` claim never counts as
 * verified.
 */
function requireVerified(claim: string, claims: Claims, trust: ProviderQuirks['emailTrust']): void {
  const verification = verificationClaim(claim);
  if (verification === undefined) throw missing(claim);
  const verified = claim === 'email' ? isVerifiedAddress(claims, trust) : isTrue(claims, verification, trust);
  if (!verified) throw missing(verification);
}

function missing(claim: string): Problem {
  return new Problem('required_claim_missing', `the claim ${claim} is missing or not verified`, { details: { claim } });
}
