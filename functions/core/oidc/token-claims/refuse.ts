import type { JwsAlgorithm } from '../../contract/algorithms.ts';
import { Problem } from '../../errors.ts';

/** The keys of the configuration that pin an algorithm, each with its name at a client's registration. */
const registrationNames = {
  idTokenSignedResponseAlg: 'id_token_signed_response_alg',
  userinfoSignedResponseAlg: 'userinfo_signed_response_alg',
} as const;

/** What any algorithm is called; other texts are nothing for the log. */
const plainName = /^[A-Za-z0-9-]{1,16}$/;

/** The problem of a token that failed a check. */
export function refuseToken(check: string, reason: string, cause?: unknown): Problem {
  return new Problem('invalid_id_token', reason, { log: { check }, cause });
}

/** The problem of a token whose header names another algorithm than the pinned one. `found` is as the header has it. */
export function refuseAlgorithm(found: unknown, expected: JwsAlgorithm): Problem {
  const isPlain = typeof found === 'string' && plainName.test(found);
  const cure = algorithmCure('idTokenSignedResponseAlg', expected);
  return new Problem('invalid_id_token', 'the token is signed by another algorithm than the pinned one', {
    log: { check: 'alg', ...(isPlain && { found }), expected, cure },
  });
}

/** What to do where the provider signs by another algorithm than the one that a key of the configuration pins. */
export function algorithmCure(key: keyof typeof registrationNames, expected: JwsAlgorithm): string {
  return `set ${key} to the algorithm that the provider signs with for this client, or register the client with ${registrationNames[key]} ${expected}`;
}
