import { parseObject } from '../base/json.ts';
import type { JwsAlgorithm } from '../contract/algorithms.ts';
import { Problem } from '../errors.ts';
import type { Claims } from './claims.ts';
import { checkStatedTimes } from './id-token/times.ts';
import { explicitType, type SignatureKeys, type SignedToken, verifySignature } from './jws.ts';
import { requireInAudience } from './token-claims/audience.ts';
import type { IssuerRule } from './token-claims/issuer.ts';
import { checkIssuer } from './token-claims/issuer.ts';
import { algorithmCure, refuseToken } from './token-claims/refuse.ts';
import type { ProviderAnswer } from './token-response.ts';

/** The values that a signed UserInfo response is checked against. */
export interface UserinfoExpectation extends IssuerRule {
  readonly clientId: string;
  readonly algorithm: JwsAlgorithm;
  /** Present time, milliseconds since the epoch. */
  readonly now: number;
}

const mediaType = 'application/jwt';
/** Compact JWTs: three segments if signed, five if encrypted, some of which may be empty (RFC 7516 section 3.1). */
const compact = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){2}(?:(?:\.[A-Za-z0-9_-]*){2})?$/;
const encryptedSegments = 5;

/** Whether a UserInfo response is a JWT, judged by its media type or by the form of its body. */
export function isJwt({ contentType, body }: ProviderAnswer): boolean {
  return contentType === mediaType || compact.test(body);
}

/** Hint for operators, logged if a UserInfo response is a JWT that the settings do not provide for. */
export function unexpectedJwtCure({ body }: ProviderAnswer): string {
  return isEncrypted(body)
    ? 'register the client without userinfo_encrypted_response_alg: encrypted UserInfo is not understood'
    : 'set userinfoSignedResponseAlg to the algorithm that the provider signs UserInfo with, or register the client without userinfo_signed_response_alg';
}

function isEncrypted(body: string): boolean {
  return compact.test(body) && body.split('.').length === encryptedSegments;
}

/**
 * Reads a signed UserInfo response (Core 1.0 section 5.3.2), verified by the one algorithm that the settings pin. Plain
 * JSON is refused, since nobody has signed it. `iss` and `aud` are required, though Core makes them optional. Without
 * them a response for another client, or of another issuer, would pass (RFC 8725 sections 3.8 and 3.9).
 * @returns The claims of the response. The caller checks that their `sub` is the ID token's.
 * @throws Problem `provider_error`. Its log names the check that failed.
 */
export async function readSignedUserinfo(
  answer: ProviderAnswer,
  keys: SignatureKeys,
  expected: UserinfoExpectation,
): Promise<Claims> {
  requireJwt(answer);
  try {
    const token = await verifySignature(answer.body, expected.algorithm, keys);
    checkIsUserinfo(token);
    checkIssuer(token.claims, expected);
    requireInAudience(token.claims, expected.clientId);
    checkStatedTimes(token.claims, expected.now);
    return token.claims;
  } catch (error) {
    throw error instanceof Problem && error.code === 'invalid_id_token' ? refusal(error, expected) : error;
  }
}

function requireJwt(answer: ProviderAnswer): void {
  const { contentType, body } = answer;
  if (isEncrypted(body)) {
    throw new Problem('provider_error', 'the UserInfo response is encrypted', {
      log: { check: 'form', cure: unexpectedJwtCure(answer) },
    });
  }
  if (contentType === mediaType) return;
  const plain = parseObject(body) !== undefined;
  const cure = 'register the client with userinfo_signed_response_alg, or remove userinfoSignedResponseAlg';
  throw new Problem('provider_error', `the UserInfo response is ${plain ? 'not signed' : `not of type ${mediaType}`}`, {
    log: { check: 'content type', ...(plain && { cure }) },
  });
}

/**
 * Asserts that a token is a UserInfo response. ID tokens, logout tokens and access tokens are refused, since the same
 * keys sign them (RFC 8725 section 3.12).
 */
function checkIsUserinfo({ header, claims }: SignedToken): void {
  const type = explicitType(header);
  if (type !== undefined && type !== 'jwt') throw refuseToken('typ', 'the token is of another type');
  for (const claim of ['nonce', 'events']) {
    if (claims[claim] !== undefined) throw refuseToken(claim, `UserInfo has no ${claim}`);
  }
}

/**
 * The problem of a signed UserInfo response that failed a check. It replaces `invalid_id_token`, since the ID token of
 * this login was valid.
 */
function refusal({ message, log, cause }: Problem, { algorithm }: UserinfoExpectation): Problem {
  const cure = log['check'] === 'alg' && { cure: algorithmCure('userinfoSignedResponseAlg', algorithm) };
  return new Problem('provider_error', `the signed UserInfo response is refused: ${message}`, {
    log: { ...log, ...cure },
    cause,
  });
}
