import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  differenceText,
  differsTooMuch,
  MeasuredClock,
  requireRightClock,
} from '../../../../lib/ops/deployment/table-clock.ts';

const start = Date.parse('2026-11-23T12:00:00Z');

/** A clock that has seen responses of a DynamoDB whose clock is behind this machine's by `ahead` milliseconds. */
function measured(
  ahead: number,
  responses: readonly { readonly at: number; readonly there: number; readonly back: number }[],
) {
  let now = start;
  const clock = new MeasuredClock(() => now);
  for (const { at, there, back } of responses) {
    now = start + at;
    const header = new Date(now + there - ahead).toUTCString();
    clock.note(header, now, now + there + back);
    now += there + back;
  }
  return { clock, now };
}

const milliseconds = (max: number) => fc.integer({ min: 0, max });
const responses = fc.array(
  fc.record({ at: milliseconds(3_600_000), there: milliseconds(400), back: milliseconds(400) }),
  { minLength: 1, maxLength: 8 },
);

describe('the measured clock', () => {
  test('is off by at most a second and the round trip, however wrong the clock of this machine is', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e10, max: 1e10 }), responses, (ahead, seen) => {
        const { clock, now } = measured(ahead, seen);
        expect(Math.abs(clock.aheadMs() - ahead)).toBeLessThanOrEqual(1800);
        expect(clock.now()).toBe(now - clock.aheadMs());
      }),
    );
  });

  test('of clocks that agree, nothing is corrected', () => {
    fc.assert(
      fc.property(responses, (seen) => {
        expect(measured(0, seen).clock.aheadMs()).toBe(0);
      }),
    );
  });

  test.each([undefined, '', 'yesterday'])('a response with the date %j is ignored', (date) => {
    const clock = new MeasuredClock(() => start);
    clock.note(date, start, start + 10);
    expect(clock.now()).toBe(start);
  });
});

test('a difference of more than half a minute is refused, with its size, direction and remedy', () => {
  const { clock: right } = measured(28_000, [{ at: 0, there: 0, back: 0 }]);
  expect(differsTooMuch(right)).toBe(false);
  expect(() => requireRightClock(right)).not.toThrow();
  for (const [ahead, text] of [
    [45_000, '45 s ahead of'],
    [-45_000, '45 s behind'],
  ] as const) {
    const { clock } = measured(ahead, [{ at: 0, there: 0, back: 0 }]);
    expect(differenceText(clock)).toMatch(new RegExp(`^4[456] s ${text.slice(5)} that of DynamoDB$`));
    expect(() => requireRightClock(clock)).toThrow(/: nothing was written\. First synchronise .*NTP/);
  }
});
