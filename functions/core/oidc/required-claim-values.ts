import type { ProviderSettings } from '../contract/provider-settings.ts';
import { Problem } from '../errors.ts';
import { type Claims, isPresent } from './claims.ts';

type RequiredClaims = ProviderSettings['requiredClaims'];

/**
 * Enforces the provider's setting `requiredClaims`, which restricts sign-in to some of the provider's users, for example
 * to those of one organisation. A claim must equal one of the required values, and of a claim that is a list, one element
 * must. Values of other types, and values that are only alike, count as different.
 * @param sources Verified claims, in order of precedence: those of the ID token, then those merged with UserInfo's. If
 * the ID token has a claim, UserInfo's value is not used, not even if the ID token's value is null or an empty list.
 * Claims that came through the browser are not verified.
 * @throws Problem `required_claim_missing`, naming the claim; its reason never has the value.
 */
export function requireClaimValues(required: RequiredClaims, sources: readonly Claims[]): void {
  for (const [claim, accepted] of Object.entries(required)) {
    const source = sources.find((claims) => Object.hasOwn(claims, claim));
    const value = source?.[claim];
    if (!satisfies(value, accepted)) throw refusal(claim, isPresent(value) ? 'different' : 'absent');
  }
}

/** Whether the ID token lacks a required claim, so that UserInfo may have to supply it. */
export function lacksRequiredClaim(required: RequiredClaims, idToken: Claims): boolean {
  return Object.keys(required).some((claim) => !Object.hasOwn(idToken, claim));
}

function satisfies(value: unknown, accepted: RequiredClaims[string]): boolean {
  if (accepted === 'any') return typeof value === 'string' && value.trim() !== '';
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.some((each) => accepted.some((one) => one === each));
}

function refusal(claim: string, unmet: 'absent' | 'different'): Problem {
  const reason =
    unmet === 'absent'
      ? `requiredClaims requires the claim ${claim}, which is missing`
      : `the claim ${claim} has none of the values in requiredClaims`;
  return new Problem('required_claim_missing', reason, { details: { claim, unmet } });
}
