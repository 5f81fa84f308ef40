import { Problem } from '../errors.ts';
import type { ProviderSettings } from '../names.ts';
import { type Claims, isPresent, parseObject } from './claims.ts';
import type { VerifiedIdToken } from './id-token/index.ts';
import { claimsFor, type ScopeValue, verificationClaim } from './scopes.ts';
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
  const present = candidates.find((claim) => isPresent(claims[claim]));
  if (present === undefined) return candidates.length > 0;
  const verified = verificationClaim(present);
  return verified !== undefined && claims[verified] === undefined;
}

/**
 * Reads a UserInfo answer (Core 1.0 section 5.3.2). Its `sub` must be the ID token's (section 5.3.4): otherwise the
 * claims are somebody else's.
 * @returns The claims of both; the ID token's win, since they are signed.
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
  return { ...claims, ...idToken.claims };
}
