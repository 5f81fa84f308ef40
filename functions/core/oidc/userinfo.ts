import { Problem } from '../errors.ts';
import type { ProviderSettings } from '../names.ts';
import { type Claims, isPresent, isUsable, parseObject } from './claims.ts';
import type { VerifiedIdToken } from './id-token/index.ts';
import { claimsFor, type ScopeValue, verificationClaim, verificationClaims } from './scopes.ts';
import type { ProviderAnswer } from './token-response.ts';

/** Whether UserInfo is to be asked: always, never, or where something that was asked for is not in the ID token. */
export function needsUserinfo(
  mode: ProviderSettings['userinfo'],
  scope: readonly ScopeValue[],
  claims: Claims,
): boolean {
  if (mode !== 'auto') return mode === 'always';
  return scope.some((value) => lacks(value, claims));
}

function lacks(value: ScopeValue, claims: Claims): boolean {
  const candidates = claimsFor(value);
  const present = candidates.find((claim) => isUsable(claims, claim));
  if (present === undefined) return candidates.length > 0;
  const verified = verificationClaim(present);
  return verified !== undefined && claims[verified] === undefined;
}

/**
 * Reads a UserInfo answer (Core 1.0 section 5.3.2). Its `sub` must be the ID token's (section 5.3.4): otherwise the
 * claims are somebody else's.
 * @returns The claims of both; what the ID token says wins, since it is signed.
 * @throws Problem `provider_error`.
 */
export function mergeUserinfo(answer: ProviderAnswer, idToken: VerifiedIdToken): Claims {
  if (answer.status !== 200) {
    throw new Problem('provider_error', 'UserInfo refused', { log: { status: answer.status } });
  }
  const claims = parseObject(answer.body);
  if (claims === undefined) throw new Problem('provider_error', 'the UserInfo response is not a JSON object');
  if (claims['sub'] !== idToken.subject)
    throw new Problem('provider_error', 'sub of UserInfo differs from the ID token');
  return mergeClaims(idToken.claims, claims);
}

/** What the ID token says wins, since it is signed; a verification counts only for the value that it was given with. */
function mergeClaims(signed: Claims, userinfo: Claims): Claims {
  const said = Object.entries(signed).filter(([claim]) => isUsable(signed, claim));
  const merged: Record<string, unknown> = { ...userinfo, ...Object.fromEntries(said) };
  for (const [claim, verification] of verificationClaims) {
    const fromSigned = isUsable(signed, claim);
    const vouching = [...(fromSigned ? [signed] : []), ...(merged[claim] === userinfo[claim] ? [userinfo] : [])];
    merged[verification] = vouching.find((source) => isPresent(source[verification]))?.[verification];
  }
  return merged;
}
