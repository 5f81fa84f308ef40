import { describe, expect, test } from '@jest/globals';
import { secondsClaim, toleranceSeconds } from '../../../../../functions/core/oidc/token-claims/clock.ts';
import { problem } from '../../support/problems.ts';

describe('secondsClaim', () => {
  test.each([0, 1, 1.5, 1_800_000_000, 1e12])('takes %d', (at) => expect(secondsClaim({ at }, 'at')).toBe(at));

  test('takes nothing for nothing', () => expect(secondsClaim({ exp: 1 }, 'at')).toBeUndefined());

  test.each([null, '1', true, {}, -1, 0.5, 1e12 + 1, Number.NaN, Infinity])('refuses %j, naming the claim', (at) =>
    expect(() => secondsClaim({ at }, 'at')).toThrow(
      problem('invalid_id_token', { message: 'at is not a time', log: { check: 'at' } }),
    ),
  );
});

test('clocks may differ by a minute', () => expect(toleranceSeconds).toBe(60));
