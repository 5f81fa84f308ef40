import type { JwsAlgorithm } from '../../contract/algorithms.ts';
import type { Claims } from '../claims.ts';
import { type SignatureKeys, verifySignature } from '../jws.ts';
import { checkAudience } from '../token-claims/audience.ts';
import type { IssuerRule } from '../token-claims/issuer.ts';
import { checkIssuer } from '../token-claims/issuer.ts';
import { readSid } from '../token-claims/sid.ts';
import { readSubject } from '../token-claims/subject.ts';
import { checkAccessTokenHash } from './access-token-hash.ts';
import { type AuthenticationAge, checkAuthTime } from './auth-time.ts';
import { checkNonce } from './nonce.ts';
import { readStrength, type Strength } from './strength.ts';
import { checkTimes } from './times.ts';
import { checkIsIdToken } from './type.ts';

declare const verified: unique symbol;

/** An ID token that passed every check. Only `verifyIdToken` creates one. */
export interface VerifiedIdToken extends Strength {
  readonly [verified]: true;
  readonly subject: string;
  /** Session id at the provider, if the token has one. */
  readonly sid?: string;
  /** `auth_time` in seconds since the epoch; 0 if the provider omits it. */
  readonly authenticatedAt: number;
  readonly claims: Claims;
}

/** Expected values of an ID token. */
export interface IdTokenExpectation extends IssuerRule, AuthenticationAge {
  readonly clientId: string;
  readonly algorithm: JwsAlgorithm;
  readonly nonce: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The access token that came with it, for `at_hash`. */
  readonly accessToken?: string;
}

/**
 * Verifies an ID token of the code flow (OpenID Connect Core 1.0 section 3.1.3.7): first its signature, by one pinned
 * algorithm whatever the token's header says.
 * @throws Problem `invalid_id_token`; its log names the check.
 */
export async function verifyIdToken(
  token: string,
  keys: SignatureKeys,
  expected: IdTokenExpectation,
): Promise<VerifiedIdToken> {
  const { header, claims } = await verifySignature(token, expected.algorithm, keys);
  checkIsIdToken(header, claims);
  checkIssuer(claims, expected);
  const subject = readSubject(claims);
  checkAudience(claims, expected.clientId);
  checkTimes(claims, expected.now);
  checkNonce(claims, expected.nonce);
  const authenticatedAt = checkAuthTime(claims, expected, expected.now);
  checkAccessTokenHash(claims, expected.algorithm, expected.accessToken);
  const sid = readSid(claims);
  return {
    subject,
    authenticatedAt,
    ...readStrength(claims),
    claims,
    ...(sid !== undefined && { sid }),
  } as VerifiedIdToken;
}
