import type { JwsAlgorithm } from '../../contract/algorithms.ts';
import type { Claims } from '../claims.ts';
import { type SignatureKeys, verifySignature } from '../jws.ts';
import { checkAudience } from '../token-claims/audience.ts';
import type { IssuerRule } from '../token-claims/issuer.ts';
import { checkIssuer } from '../token-claims/issuer.ts';
import { readSid } from '../token-claims/sid.ts';
import { readSubject } from '../token-claims/subject.ts';
import { checkAccessTokenHash } from './access-token-hash.ts';
import { checkAuthTime, type Freshness } from './auth-time.ts';
import { checkNonce } from './nonce.ts';
import { readStrength, type Strength } from './strength.ts';
import { checkTimes } from './times.ts';
import { checkIsIdToken } from './type.ts';

declare const verified: unique symbol;

/** An ID token that passed every check. Only `verifyIdToken` makes one. */
export interface VerifiedIdToken extends Strength {
  readonly [verified]: true;
  readonly subject: string;
  /** The provider's session, where it names one. */
  readonly sid?: string;
  /** `auth_time` in seconds since the epoch; 0 where the provider does not say. */
  readonly authenticatedAt: number;
  readonly claims: Claims;
}

/** What an ID token is held against. */
export interface IdTokenExpectation extends IssuerRule, Freshness {
  readonly clientId: string;
  readonly algorithm: JwsAlgorithm;
  readonly nonce: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The access token that came with it, for `at_hash`. */
  readonly accessToken?: string;
}

/**
 * Verifies an ID token of the code flow (OpenID Connect Core 1.0 section 3.1.3.7), signature first, by one pinned
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
