import { expect, test } from '@jest/globals';
import { InvalidArgumentError } from 'commander';
import fc from 'fast-check';
import { userStates } from '../../../../functions/core/accounts/user.ts';
import { newUserId } from '../../../../functions/core/sessions/session-cookie.ts';
import { formatCursor, parseCursor } from '../../../../lib/ops/users/cursor.ts';

const ids = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => newUserId(() => bytes));
const places = fc.record({ state: fc.constantFrom(...userStates), at: fc.nat({ max: 4e12 }), id: ids });

test('a place is read back as it was written, and needs no quotes', () => {
  fc.assert(
    fc.property(places, (place) => {
      expect(formatCursor(place)).toMatch(/^[\w.-]+$/);
      expect(parseCursor(formatCursor(place))).toEqual(place);
    }),
  );
});

test('anything else is refused', () => {
  const nearly = places.chain((place) => {
    const text = formatCursor(place);
    return fc.tuple(fc.nat({ max: text.length }), fc.string()).map(([at, more]) => text.slice(0, at) + more);
  });
  fc.assert(
    fc.property(fc.oneof(fc.string(), nearly), (text) => {
      try {
        expect(formatCursor(parseCursor(text))).toBe(text);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidArgumentError);
      }
    }),
  );
  for (const text of ['', 'active.1', 'asleep.1.usr_1', 'active..usr_1', 'active.1.ses_1', 'active.1.usr_']) {
    expect(() => parseCursor(text)).toThrow(InvalidArgumentError);
  }
});
