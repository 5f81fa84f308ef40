import { describe, expect, test } from '@jest/globals';
import { InvalidArgumentError } from 'commander';
import fc from 'fast-check';
import { parseLimit, parseSince } from '../../../../lib/ops/cli/arguments.ts';

const now = Date.UTC(2026, 10, 24, 12);

/** Result of a parser, or undefined if it throws InvalidArgumentError. */
function outcome<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidArgumentError);
    return undefined;
  }
}

describe('parseSince', () => {
  test.each([
    ['90s', now - 90_000],
    ['90m', now - 5_400_000],
    ['24h', now - 86_400_000],
    ['7d', now - 604_800_000],
    ['2w', now - 1_209_600_000],
    ['2026-11-24', Date.UTC(2026, 10, 24)],
    ['2026-11-24T08:30', Date.UTC(2026, 10, 24, 8, 30)],
    ['2026-11-24T08:30:15.250Z', Date.UTC(2026, 10, 24, 8, 30, 15, 250)],
    ['2026-11-24T08:30:00+02:00', Date.UTC(2026, 10, 24, 6, 30)],
  ])('%s', (text, at) => {
    expect(parseSince(text, now)).toBe(at);
  });

  test.each(['', '7', 'd', '7 d', '-7d', '1.5h', '7D', '2026-02-30', '2026-13-01', '2026-11-24T25:00', '24/11/2026'])(
    'no moment: %j',
    (text) => {
      expect(() => parseSince(text, now)).toThrow('It must be a time');
    },
  );

  test('the future is refused', () => {
    expect(() => parseSince('2026-11-25', now)).toThrow('It must not be in the future.');
  });

  test('any past time is parsed from its ISO form', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: now }), (at) => {
        expect(parseSince(new Date(at).toISOString(), now)).toBe(at);
      }),
    );
  });

  test('any text is a past time, or refused', () => {
    const durations = fc.tuple(fc.nat(), fc.constantFrom('s', 'm', 'h', 'd', 'w', 'y')).map((parts) => parts.join(''));
    const dates = fc.stringMatching(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), durations, dates), (text) => {
        const at = outcome(() => parseSince(text, now));
        if (at === undefined) return;
        expect(Number.isSafeInteger(at)).toBe(true);
        expect(at).toBeLessThanOrEqual(now);
      }),
    );
  });
});

describe('parseLimit', () => {
  test('accepts only integers from 1 to 10,000', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (limit) => {
        expect(parseLimit(String(limit))).toBe(limit);
      }),
    );
    for (const text of ['', '0', '-1', '1.5', '1e3', '10001', '999999', ' 5', 'all']) {
      expect(outcome(() => parseLimit(text))).toBeUndefined();
    }
  });
});
