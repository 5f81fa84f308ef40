import { Problem } from '../errors.ts';

/** The problem of a token that failed a check. */
export function refuseToken(check: string, reason: string, cause?: unknown): Problem {
  return new Problem('invalid_id_token', reason, { log: { check }, cause });
}
