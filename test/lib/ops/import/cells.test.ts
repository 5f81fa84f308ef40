import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { suggestedUsername, usernameCandidate } from '../../../../functions/core/accounts/username.ts';
import { newUserId } from '../../../../functions/core/sessions/session-cookie.ts';
import {
  BadCell,
  type CellReader,
  isOwnId,
  readBoolean,
  readCount,
  readEmail,
  readId,
  readText,
  readTime,
  readUsername,
  readUserState,
} from '../../../../lib/ops/import/cells.ts';
import { runs } from '../../../support/fuzz/runs.ts';

const readers: readonly CellReader<unknown>[] = [
  ...[readBoolean, readCount, readEmail, readId, readUserState, readText, readTime, readUsername],
];

test('any value is accepted, or refused with a printable message', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...readers),
      fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' })),
      (reader, cell) => {
        try {
          reader(cell);
        } catch (error) {
          expect(error).toBeInstanceOf(BadCell);
          expect(String(error)).toMatch(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]{1,300}$/u);
        }
      },
    ),
    { numRuns: runs(2000) },
  );
});

describe('usernames', () => {
  test('every generated username is valid', () => {
    const profile = fc.record({ preferredUsername: fc.string({ unit: 'binary', maxLength: 80 }) });
    const turns = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(
        profile,
        turns,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (claimed, turn, random) => {
          const suggestion = suggestedUsername({ ...claimed, emailVerified: false });
          const name = usernameCandidate(suggestion, turn, () => random);
          expect(readUsername(name)).toBe(name);
        },
      ),
    );
  });

  test.each([
    'admin',
    'Sessions',
    'a__b',
    '-a',
    'a-',
    'a b',
    'a@b',
    'é',
    'a/b',
    'x'.repeat(55),
    '',
    7,
    '../a',
    'a\u0000',
  ])('are not %p', (name) => {
    expect(() => readUsername(name)).toThrow(BadCell);
  });

  test('are in lower case', () => {
    expect(readUsername('Alice.Smith')).toBe('alice.smith');
  });
});

describe('times', () => {
  test('are parsed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2200, 0) }), (at) => {
        const iso = new Date(at).toISOString();
        expect(readTime(iso)).toBe(at);
        expect(readTime(iso.replace('T', ' ').replace('Z', ' UTC'))).toBe(at);
        expect(readTime(iso.replace('T', ' ').replace('Z', '+00'))).toBe(at);
      }),
    );
  });

  test.each([
    ['2026-11-23', Date.UTC(2026, 10, 23)],
    ['2026-11-23T12:00Z', Date.UTC(2026, 10, 23, 12)],
    ['2026-11-23 12:00:00.123456', Date.UTC(2026, 10, 23, 12, 0, 0, 123)],
    ['2026-11-23T12:00:00+05:30', Date.UTC(2026, 10, 23, 6, 30)],
    ['2026-11-23T12:00:00-0100', Date.UTC(2026, 10, 23, 13)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
  ])('%s is a time', (text, at) => {
    expect(readTime(text)).toBe(at);
  });

  test.each(['2026-02-30', '2025-02-29', '2026-13-01', '23.11.2026', '1969-12-31', 'now', '', 0, '2026-11-23T25:00Z'])(
    '%p is none',
    (text) => {
      expect(() => readTime(text)).toThrow(BadCell);
    },
  );
});

test.each<[CellReader<unknown>, unknown, unknown]>([
  [readBoolean, 'true', true],
  [readBoolean, 'f', false],
  [readBoolean, false, false],
  [readCount, '12', 12],
  [readCount, 0, 0],
  [readUserState, 'ldap_blocked', 'blocked'],
  [readUserState, 'blocked_pending_approval', 'blocked_pending_approval'],
  [readId, 42, '42'],
  [readText, 'x'.repeat(255), 'x'.repeat(255)],
  [readText, '😀'.repeat(255), '😀'.repeat(255)],
])('%p reads %p', (reader, cell, value) => {
  expect(reader(cell)).toBe(value);
});

test.each<[CellReader<unknown>, unknown]>([
  [readBoolean, 'yes'],
  [readBoolean, 1],
  [readCount, -1],
  [readCount, '1e3'],
  [readCount, 1.5],
  [readCount, '99999999999999999'],
  [readUserState, 'Active'],
  [readUserState, '__proto__'],
  [readEmail, 'a@b@c'],
  [readEmail, 'a@b\u0000'],
  [readId, 'usr_short'],
  [readId, -1],
  [readText, 'x'.repeat(256)],
  [readText, 7],
])('%p refuses %p', (reader, cell) => {
  expect(() => reader(cell)).toThrow(BadCell);
});

test('ids of Postern are distinguished from others', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      const id = newUserId(() => bytes);
      expect(isOwnId(id)).toBe(true);
      expect(isOwnId(`${id}A`)).toBe(false);
      expect(isOwnId(`${id.slice(0, -1)}_`)).toBe(false);
    }),
  );
});
