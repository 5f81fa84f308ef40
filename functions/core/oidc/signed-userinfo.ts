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

/** What a signed UserInfo response is held against. */
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

/** Whether an answer is a JWT, by what it says of itself or by its form. */
export function isJwt({ contentType, body }: ProviderAnswer): boolean {
  return contentType === mediaType || compact.test(body);
}

/** What to do about a JWT that was not expected. */
export function unexpectedJwtCure({ body }: ProviderAnswer): string {
  return isEncrypted(body)
    ? 'register the client without userinfo_encrypted_response_alg: encrypted UserInfo is not understood'
    : 'set userinfoSignedResponseAlg to the algorithm that the provider signs UserInfo with, or register the client without userinfo_signed_response_alg';
}

function isEncrypted(body: string): boolean {
  return compact.test(body) && body.split('.').length === encryptedSegments;
}

/**
 * Reads a signed UserInfo response (Core 1.0 section 5.3.2), by one pinned algorithm whatever its header says. Plain JSON
 * in its place proves nothing of who made it. Core leaves `iss` and `aud` to the provider; RFC 8725 sections 3.8 and 3.9
 * do not, and without them another client's response, or another issuer's, would do as well. So both must be there.
 * @returns Its claims. Whether they are about the right person is yet to be checked.
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

/** ID tokens, logout tokens and access tokens are signed by the same keys (RFC 8725 section 3.12). */
function checkIsUserinfo({ header, claims }: SignedToken): void {
  const type = explicitType(header);
  if (type !== undefined && type !== 'jwt') throw refuseToken('typ', 'the token is of another type');
  for (const claim of ['nonce', 'events']) {
    if (claims[claim] !== undefined) throw refuseToken(claim, `UserInfo has no ${claim}`);
  }
}

/** What is wrong is the provider's answer, not the ID token that came before. */
function refusal({ message, log, cause }: Problem, { algorithm }: UserinfoExpectation): Problem {
  const cure = log['check'] === 'alg' && { cure: algorithmCure('userinfoSignedResponseAlg', algorithm) };
  return new Problem('provider_error', `the signed UserInfo response is refused: ${message}`, {
    log: { ...log, ...cure },
    cause,
  });
}
