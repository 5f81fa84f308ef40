import { expect, test } from '@jest/globals';
import { Problem, type ProblemCode, problemStatus } from '../../../functions/core/errors.ts';

const codes = Object.keys(problemStatus) as ProblemCode[];

test.each(codes)('%s has a client or server error status', (code) => {
  expect(new Problem(code, 'reason').status).toBe(problemStatus[code]);
  expect(problemStatus[code]).toBeGreaterThanOrEqual(400);
});

test('a problem keeps its details when more are added', () => {
  const cause = new Error('cause');
  const first = new Problem('provider_error', 'reason', { details: { provider: 'corp' }, log: { status: 500 }, cause });
  const second = first.with({ provider: 'other', returnTo: '/app' });
  expect(second).toMatchObject({
    code: 'provider_error',
    message: 'reason',
    details: { provider: 'corp', returnTo: '/app' },
    log: { status: 500 },
    cause,
  });
  expect(first.details).toEqual({ provider: 'corp' });
});

test('a problem without a cause has none', () => {
  expect(new Problem('not_found', 'reason')).not.toHaveProperty('cause');
  expect(new Problem('not_found', 'reason').with({}).cause).toBeUndefined();
});
