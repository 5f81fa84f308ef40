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

/** An ID token that passed every check. Only `verifyIdToken` creates objects of this type. */
export interface VerifiedIdToken extends Strength {
  readonly [verified]: true;
  readonly subject: string;
  /** `sid`, the session id at the provider, if the token has it. */
  readonly sid?: string;
  /** `auth_time` in seconds since the epoch; 0 if the provider omits it. */
  readonly authenticatedAt: number;
  readonly claims: Claims;
}

/** The values that an ID token is checked against. */
export interface IdTokenExpectation extends IssuerRule, AuthenticationAge {
  readonly clientId: string;
  readonly algorithm: JwsAlgorithm;
  readonly nonce: string;
  /** Present time, milliseconds since the epoch. */
  readonly now: number;
  /** The access token of the same token response, which `at_hash` is checked against. */
  readonly accessToken?: string;
}

/**
 * Verifies an ID token of the authorization code flow (OpenID Connect Core 1.0 section 3.1.3.7). The signature is
 * verified first, by the one algorithm that the provider's settings pin. A token whose header has another algorithm is
 * refused.
 * @throws Problem `invalid_id_token`. Its log names the check that failed.
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
