import { expect } from '@jest/globals';
import type { ProblemCode } from '../../../../functions/core/errors.ts';

/** Matches the Problem of a code; `more` is compared with its reason (`message`), `details` and `log`. */
export function problem(code: ProblemCode, more: { message?: string; details?: object; log?: object } = {}): unknown {
  return expect.objectContaining({ name: 'Problem', code, ...more });
}

/** Matches the refusal of a token that failed a check, of which the log is told nothing else but for the algorithm. */
export function refusedToken(check: string): unknown {
  return problem('invalid_id_token', { log: check === 'alg' ? expect.objectContaining({ check }) : { check } });
}
