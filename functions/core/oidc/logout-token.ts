import { isObject } from '../base/json.ts';
import type { JwsAlgorithm } from '../contract/algorithms.ts';
import type { Claims } from './claims.ts';
import { explicitType, type SignatureKeys, verifySignature } from './jws.ts';
import { checkAudience } from './token-claims/audience.ts';
import { secondsClaim, toleranceSeconds } from './token-claims/clock.ts';
import type { IssuerRule } from './token-claims/issuer.ts';
import { checkIssuer } from './token-claims/issuer.ts';
import { refuseToken } from './token-claims/refuse.ts';
import { readSid } from './token-claims/sid.ts';
import { readSubject } from './token-claims/subject.ts';

declare const verified: unique symbol;

/** A logout token that passed every check. Only `verifyLogoutToken` creates objects of this type. */
export interface VerifiedLogoutToken {
  readonly [verified]: true;
  readonly jti: string;
  /** `iat` of the token, in seconds since the epoch. */
  readonly issuedAt: number;
  /** Session id at the provider. The sessions that were opened with this `sid` are ended. */
  readonly sid?: string;
  /**
   * Subject at the provider. If the token has no `sid`, all sessions that the subject opened with this provider are
   * ended.
   */
  readonly subject?: string;
}

const event = 'http://schemas.openid.net/event/backchannel-logout';
/**
 * Seconds for which a logout token is valid after its `iat`, including the tolerance for clock skew. They limit its age
 * even if the provider omits `exp`.
 */
export const logoutTokenSeconds = 300 + toleranceSeconds;

/**
 * Verifies a logout token (OpenID Connect Back-Channel Logout 1.0 section 2.6). Whether its `jti` was used before
 * (replay) is left to the caller.
 * @param now Milliseconds since the epoch.
 * @throws Problem `invalid_id_token`. Its log names the check that failed.
 */
export async function verifyLogoutToken(
  token: string,
  keys: SignatureKeys,
  expected: IssuerRule & {
    readonly clientId: string;
    readonly algorithm: JwsAlgorithm;
    readonly now: number;
  },
): Promise<VerifiedLogoutToken> {
  const { header, claims } = await verifySignature(token, expected.algorithm, keys);
  const type = explicitType(header);
  if (type !== undefined && type !== 'logout+jwt' && type !== 'jwt')
    throw refuseToken('typ', 'the token is of another type');
  checkIssuer(claims, expected);
  checkAudience(claims, expected.clientId);
  const issuedAt = checkAge(claims, expected.now / 1000);
  checkEvent(claims);
  if (claims['nonce'] !== undefined) throw refuseToken('nonce', 'a logout token has no nonce');
  return { jti: readJti(claims), issuedAt, ...readTarget(claims) } as VerifiedLogoutToken;
}

function checkAge(claims: Claims, now: number): number {
  const issued = secondsClaim(claims, 'iat');
  const expires = secondsClaim(claims, 'exp');
  if (issued === undefined) throw refuseToken('iat', 'iat is missing');
  if (issued > now + toleranceSeconds) throw refuseToken('iat', 'the token was issued in the future');
  if (issued < now - logoutTokenSeconds) throw refuseToken('iat', 'the token is too old');
  if (expires !== undefined && now > expires + toleranceSeconds) throw refuseToken('exp', 'the token has expired');
  return issued;
}

function checkEvent(claims: Claims): void {
  const events = claims['events'];
  if (!isObject(events) || !Object.hasOwn(events, event) || !isObject(events[event])) {
    throw refuseToken('events', 'the back-channel logout event is missing');
  }
}

function readJti(claims: Claims): string {
  const jti = claims['jti'];
  if (typeof jti === 'string' && jti !== '' && jti.length <= 255 && jti.isWellFormed()) return jti;
  throw refuseToken('jti', 'jti is missing');
}

function readTarget(claims: Claims): { sid?: string; subject?: string } {
  const sid = readSid(claims);
  const subject = claims['sub'] === undefined ? undefined : readSubject(claims);
  if (sid === undefined && subject === undefined) throw refuseToken('sid', 'neither sid nor sub');
  return { ...(sid !== undefined && { sid }), ...(subject !== undefined && { subject }) };
}
