import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { documentFreshness } from '../../../../../functions/core/provider/documents/store.ts';

const staleness = { freshFor: 600_000, usableFor: 86_400_000 };
const now = 1_700_000_000_000;

test.each([
  [0, 'fresh'],
  [599_999, 'fresh'],
  [600_000, 'usable'],
  [86_399_999, 'usable'],
  [86_400_000, 'expired'],
  [-1, 'usable'],
  [-86_399_999, 'usable'],
  [-86_400_000, 'expired'],
] as const)('a document that is %d ms old is %s', (age, freshness) => {
  expect(documentFreshness(now - age, now, staleness)).toBe(freshness);
});

test('it never gets better with age, and is never fresh beyond its time', () => {
  const order = ['fresh', 'usable', 'expired'] as const;
  const ages = fc.integer({ min: 0, max: 200_000_000 });
  const limits = fc.tuple(fc.integer({ min: 1, max: 90_000_000 }), fc.integer({ min: 1, max: 90_000_000 }));
  fc.assert(
    fc.property(ages, ages, limits, (one, other, [freshFor, more]) => {
      const limited = { freshFor, usableFor: freshFor + more };
      const [younger, older] = [Math.min(one, other), Math.max(one, other)].map((age) =>
        order.indexOf(documentFreshness(now - age, now, limited)),
      );
      expect(younger).toBeLessThanOrEqual(older ?? -1);
      expect(documentFreshness(now - one, now, limited) === 'fresh').toBe(one < freshFor);
      expect(documentFreshness(now - one, now, limited) === 'expired').toBe(one >= limited.usableFor);
    }),
  );
});

test('one from the future is never fresh', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200_000_000 }), (ahead) => {
      expect(documentFreshness(now + ahead, now, staleness)).not.toBe('fresh');
    }),
  );
});
