import { parseObject } from '../base/json.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { Problem } from '../errors.ts';
import { type Claims, isClaimValid, isPresent } from './claims.ts';
import type { VerifiedIdToken } from './id-token/index.ts';
import type { SignatureKeys } from './jws.ts';
import { lacksRequiredClaim } from './required-claim-values.ts';
import { claimsFor, type ScopeValue, verificationClaim, verificationClaims } from './scopes.ts';
import { isJwt, readSignedUserinfo, type UserinfoExpectation, unexpectedJwtCure } from './signed-userinfo.ts';
import type { ProviderAnswer } from './token-response.ts';

/**
 * Whether to request UserInfo. With the mode `auto` it is requested if the ID token lacks a required claim or a claim
 * of the requested scope, or has `email` or `phone_number` without its `*_verified` claim.
 */
export function needsUserinfo(
  { userinfo: mode, requiredClaims }: Pick<ProviderSettings, 'userinfo' | 'requiredClaims'>,
  scope: readonly ScopeValue[],
  claims: Claims,
): boolean {
  if (mode !== 'auto') return mode === 'always';
  return lacksRequiredClaim(requiredClaims, claims) || scope.some((value) => lacks(value, claims));
}

function lacks(value: ScopeValue, claims: Claims): boolean {
  const candidates = claimsFor(value);
  const present = candidates.find((claim) => isClaimValid(claims, claim));
  if (present === undefined) return candidates.length > 0;
  const verified = verificationClaim(present);
  return verified !== undefined && claims[verified] === undefined;
}

/**
 * Reads a UserInfo response (Core 1.0 section 5.3.2). It must be a signed JWT if `signed` is given, and plain JSON
 * otherwise.
 * @param signed Keys and expected values, if the settings say that the provider signs its responses.
 * @returns The claims of the response. `mergeUserinfo` checks that they belong to the ID token's subject.
 * @throws Problem `provider_error`.
 */
export async function readUserinfo(
  answer: ProviderAnswer,
  signed?: { readonly keys: SignatureKeys; readonly expected: UserinfoExpectation },
): Promise<Claims> {
  if (answer.status !== 200) {
    throw new Problem('provider_error', 'UserInfo refused', { log: { status: answer.status } });
  }
  if (signed !== undefined) return readSignedUserinfo(answer, signed.keys, signed.expected);
  if (isJwt(answer)) {
    const cure = unexpectedJwtCure(answer);
    throw new Problem('provider_error', 'the UserInfo response is a JWT where JSON is expected', { log: { cure } });
  }
  const claims = parseObject(answer.body);
  if (claims === undefined) throw new Problem('provider_error', 'the UserInfo response is not a JSON object');
  return claims;
}

/**
 * Merges the claims of UserInfo with those of the ID token. Both must have the same `sub`: otherwise the claims of
 * UserInfo are another person's (token substitution, Core 1.0 section 5.3.2).
 * @returns The merged claims. If a claim is valid in both sources, the ID token's value is used, since the ID token was
 * issued for this login.
 * @throws Problem `provider_error`.
 */
export function mergeUserinfo(claims: Claims, idToken: VerifiedIdToken): Claims {
  if (claims['sub'] !== idToken.subject)
    throw new Problem('provider_error', 'sub of UserInfo differs from the ID token');
  return preferSigned(idToken.claims, claims);
}

/**
 * Merges the claims of the ID token and of UserInfo. Valid claims of the ID token take precedence. A `*_verified` claim
 * counts only for the value that the same source has sent. For example, that UserInfo calls one email address verified
 * says nothing about another email address in the ID token.
 */
function preferSigned(signed: Claims, userinfo: Claims): Claims {
  const said = Object.entries(signed).filter(([claim]) => isClaimValid(signed, claim));
  const merged: Record<string, unknown> = { ...userinfo, ...Object.fromEntries(said) };
  for (const [claim, verification] of verificationClaims) {
    const fromSigned = isClaimValid(signed, claim);
    const vouching = [...(fromSigned ? [signed] : []), ...(merged[claim] === userinfo[claim] ? [userinfo] : [])];
    merged[verification] = vouching.find((source) => isPresent(source[verification]))?.[verification];
  }
  return merged;
}
