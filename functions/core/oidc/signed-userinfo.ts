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

/** Expected values of a signed UserInfo response. */
export interface UserinfoExpectation extends IssuerRule {
  readonly clientId: string;
  readonly algorithm: JwsAlgorithm;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const mediaType = 'application/jwt';
/** Compact JWTs, signed or encrypted: three segments or five, some of which may be empty (RFC 7516 section 3.1). */
const compact = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){2}(?:(?:\.[A-Za-z0-9_-]*){2})?$/;
const encryptedSegments = 5;

/** Whether an answer is a JWT, by its media type or its form. */
export function isJwt({ contentType, body }: ProviderAnswer): boolean {
  return contentType === mediaType || compact.test(body);
}

/** Remedy for an unexpected JWT. */
export function unexpectedJwtCure({ body }: ProviderAnswer): string {
  return isEncrypted(body)
    ? 'register the client without userinfo_encrypted_response_alg: encrypted UserInfo is not understood'
    : 'set userinfoSignedResponseAlg to the algorithm that the provider signs UserInfo with, or register the client without userinfo_signed_response_alg';
}

function isEncrypted(body: string): boolean {
  return compact.test(body) && body.split('.').length === encryptedSegments;
}

/**
 * Reads a signed UserInfo response (Core 1.0 section 5.3.2) by one pinned algorithm, whatever its header says. Plain JSON
 * is refused, since nobody has signed it. Core makes `iss` and `aud` optional; RFC 8725 sections 3.8 and 3.9 do not, since
 * without them another client's or issuer's response would pass. So both are required.
 * @returns Its claims. The caller checks that `sub` is the ID token's.
 * @throws Problem `provider_error`; its log names the check.
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

/** Refuses ID, logout and access tokens, which the same keys sign (RFC 8725 section 3.12). */
function checkIsUserinfo({ header, claims }: SignedToken): void {
  const type = explicitType(header);
  if (type !== undefined && type !== 'jwt') throw refuseToken('typ', 'the token is of another type');
  for (const claim of ['nonce', 'events']) {
    if (claims[claim] !== undefined) throw refuseToken(claim, `UserInfo has no ${claim}`);
  }
}

/** The provider's answer is invalid, not the ID token before it: hence another problem code. */
function refusal({ message, log, cause }: Problem, { algorithm }: UserinfoExpectation): Problem {
  const cure = log['check'] === 'alg' && { cure: algorithmCure('userinfoSignedResponseAlg', algorithm) };
  return new Problem('provider_error', `the signed UserInfo response is refused: ${message}`, {
    log: { ...log, ...cure },
    cause,
  });
}
