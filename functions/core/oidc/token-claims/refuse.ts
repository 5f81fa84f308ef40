import type { JwsAlgorithm } from '../../contract/algorithms.ts';
import { Problem } from '../../errors.ts';

/**
 * Configuration keys that pin a signature algorithm, each with the name of the same setting in client registration
 * metadata.
 */
const registrationNames = {
  idTokenSignedResponseAlg: 'id_token_signed_response_alg',
  userinfoSignedResponseAlg: 'userinfo_signed_response_alg',
} as const;

/** Form of an algorithm's name. A value of any other form is not logged, since the token's sender chose it. */
const plainName = /^[A-Za-z0-9-]{1,16}$/;

/**
 * Checks that a person can make an honest provider's token fail: with the authorization code of another login (`nonce`),
 * or with `max_age` in the link that starts the login (`auth_time`).
 */
const checksByRequest: ReadonlySet<string> = new Set(['nonce', 'auth_time']);

/**
 * The problem of a token that failed a check.
 * @param check Name of the check, for the log.
 */
export function refuseToken(check: string, reason: string, cause?: unknown): Problem {
  return new Problem('invalid_id_token', reason, { log: { check }, byRequest: checksByRequest.has(check), cause });
}

/**
 * The problem of a token whose header names another algorithm than the pinned one.
 * @param found Value of `alg` in the token's header.
 * @param expected The pinned algorithm.
 */
export function refuseAlgorithm(found: unknown, expected: JwsAlgorithm): Problem {
  const isPlain = typeof found === 'string' && plainName.test(found);
  const cure = algorithmCure('idTokenSignedResponseAlg', expected);
  return new Problem('invalid_id_token', 'the token is signed by another algorithm than the pinned one', {
    log: { check: 'alg', ...(isPlain && { found }), expected, cure },
  });
}

/**
 * Hint for operators, logged if the provider signs by another algorithm than the one that the configuration key pins.
 */
export function algorithmCure(key: keyof typeof registrationNames, expected: JwsAlgorithm): string {
  return `set ${key} to the algorithm that the provider signs with for this client, or register the client with ${registrationNames[key]} ${expected}`;
}
