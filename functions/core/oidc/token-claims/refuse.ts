import type { JwsAlgorithm } from '../../contract/algorithms.ts';
import { Problem } from '../../errors.ts';

/** Configuration keys that pin an algorithm, each with its name in client registration metadata. */
const registrationNames = {
  idTokenSignedResponseAlg: 'id_token_signed_response_alg',
  userinfoSignedResponseAlg: 'userinfo_signed_response_alg',
} as const;

/** Form of an algorithm's name; other values are not logged. */
const plainName = /^[A-Za-z0-9-]{1,16}$/;

/** The problem of a token that failed a check. */
export function refuseToken(check: string, reason: string, cause?: unknown): Problem {
  return new Problem('invalid_id_token', reason, { log: { check }, cause });
}

/** The problem of a token whose header has another algorithm than the pinned one. `found` is the header's value. */
export function refuseAlgorithm(found: unknown, expected: JwsAlgorithm): Problem {
  const isPlain = typeof found === 'string' && plainName.test(found);
  const cure = algorithmCure('idTokenSignedResponseAlg', expected);
  return new Problem('invalid_id_token', 'the token is signed by another algorithm than the pinned one', {
    log: { check: 'alg', ...(isPlain && { found }), expected, cure },
  });
}

/** Remedy if the provider signs by another algorithm than the configuration key pins. */
export function algorithmCure(key: keyof typeof registrationNames, expected: JwsAlgorithm): string {
  return `set ${key} to the algorithm that the provider signs with for this client, or register the client with ${registrationNames[key]} ${expected}`;
}
