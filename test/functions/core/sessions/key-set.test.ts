import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  formatKeySet,
  type KeySet,
  parseKeySet,
  replaceKeys,
  rotateKeySet,
} from '../../../../functions/core/sessions/key-set.ts';
import { createKeyring } from '../../../../functions/core/sessions/keyring.ts';
import { runs } from '../../../support/fuzz/runs.ts';
import { soleKey } from '../support/session-keys.ts';

const key = fc.string({ minLength: 32, maxLength: 80 });
const moment = fc.integer({ min: 0, max: 8_640_000_000_000 });
const retired = fc.record({ key, retiredAt: moment }, { noNullPrototype: true });
const keySets: fc.Arbitrary<KeySet> = fc.record(
  { current: key, next: key, previous: fc.array(retired, { maxLength: 5 }) },
  { requiredKeys: ['current', 'previous'], noNullPrototype: true },
);
const named = (name: string) => name.repeat(32);
const everyKey = ({ current, next, previous }: KeySet) => [current, next, ...previous.map((each) => each.key)];

describe('the stored form', () => {
  test('comes back as it was', () => {
    fc.assert(
      fc.property(keySets, (set) => {
        expect(parseKeySet(JSON.parse(JSON.stringify(formatKeySet(set))))).toStrictEqual(set);
        expect(parseKeySet(formatKeySet(set))).toStrictEqual(set);
      }),
    );
  });

  test('is this', () => {
    const previous = [{ key: named('c'), retiredAt: 1000 }];
    const stored = formatKeySet({ current: named('a'), next: named('b'), previous });
    expect(JSON.parse(JSON.stringify(stored))).toEqual({
      current: named('a'),
      next: named('b'),
      previous: [{ key: named('c'), retired_at: 1000 }],
    });
  });

  test('is at first what CloudFormation makes', () => {
    expect(parseKeySet({ current: named('a') })).toStrictEqual(soleKey(named('a')));
  });

  test.each([undefined, null, 1, '', 'x'.repeat(31), [named('a')], { key: named('a') }])(
    'has no current key if that is %j',
    (current) => {
      expect(parseKeySet({ current, next: named('b'), previous: [] })).toBeUndefined();
    },
  );

  test('says nothing by a next or previous key that is too short or of another form', () => {
    for (const junk of [undefined, null, 1, '', 'x'.repeat(31), [named('b')], {}]) {
      const previous = [junk, { key: junk, retired_at: 1 }, { key: named('b') }, { key: named('b'), retired_at: '1' }];
      expect(parseKeySet({ current: named('a'), next: junk, previous })).toStrictEqual(soleKey(named('a')));
      expect(parseKeySet({ current: named('a'), previous: junk })).toStrictEqual(soleKey(named('a')));
    }
  });

  test('is a key set that seals, or none, whatever is stored', () => {
    const member = fc.oneof(
      key,
      fc.anything(),
      fc.array(fc.oneof(fc.anything(), fc.record({ key, retired_at: moment }))),
    );
    const stored = fc.oneof(
      fc.dictionary(fc.constantFrom('current', 'next', 'previous', '__proto__'), fc.oneof(fc.jsonValue(), member)),
      fc.record({ current: member, next: member, previous: member }, { requiredKeys: [] }),
    );
    let sets = 0;
    fc.assert(
      fc.property(stored, (value) => {
        const set = parseKeySet(value);
        if (set === undefined) return;
        sets += 1;
        const keys = everyKey(set).filter((each) => each !== undefined);
        expect(keys.filter((each) => typeof each !== 'string' || each.length < 32)).toEqual([]);
        expect(set.previous.filter(({ retiredAt }) => typeof retiredAt !== 'number')).toEqual([]);
        createKeyring(set).seal('id_token hint', 'c', 'text', new Uint8Array(12));
      }),
      { numRuns: runs(500) },
    );
    expect(sets).toBeGreaterThan(runs(20));
  });
});

describe('rotateKeySet', () => {
  const keepFor = 10_000;

  test('makes next current and current previous, with a new next', () => {
    fc.assert(
      fc.property(keySets, key, moment, (set, next, now) => {
        const turned = rotateKeySet({ ...set, next }, randomBytes, now, keepFor);
        expect(turned.current).toBe(next);
        expect(turned.previous[0]).toEqual({ key: set.current, retiredAt: now });
        expect(everyKey({ ...set, next })).not.toContain(turned.next);
        expect(turned.next).toMatch(/^[A-Za-z0-9_-]{64}$/);
      }),
    );
  });

  test('makes a next one and leaves the current one if there is none yet', () => {
    const previous = [{ key: named('b'), retiredAt: 1000 }];
    const turned = rotateKeySet({ current: named('a'), previous }, randomBytes, 2000, keepFor);
    expect(turned).toEqual({ current: named('a'), next: expect.stringMatching(/^[A-Za-z0-9_-]{64}$/), previous });
  });

  test('makes its keys of 48 random bytes', () => {
    const asked: number[] = [];
    const random = (bytes: number) => {
      asked.push(bytes);
      return new Uint8Array(bytes).fill(7);
    };
    expect(rotateKeySet(soleKey(named('a')), random, 0, keepFor).next).toBe(Buffer.alloc(48, 7).toString('base64url'));
    expect(asked).toEqual([48]);
  });

  test('keeps a retired key for so long and drops it then, to the millisecond', () => {
    const previous = [{ key: named('c'), retiredAt: 5000 }];
    const kept = (now: number) =>
      everyKey(rotateKeySet({ current: named('a'), next: named('b'), previous }, randomBytes, now, keepFor));
    expect(kept(14_999)).toContain(named('c'));
    expect(kept(15_000)).not.toContain(named('c'));
  });

  test('loses nothing that was sealed within that time, whatever number of turns, on any instance', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 6000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(keySets, steps, (first, pauses) => {
        let [set, now] = [first, 8_640_000_000_000];
        const sealed: { readonly at: number; readonly value: string }[] = [];
        for (const pause of pauses) {
          const keyring = createKeyring(set);
          sealed.push({ at: now, value: keyring.seal('id_token hint', 'c', 'text', randomBytes(12)) });
          now += pause;
          set = rotateKeySet(set, randomBytes, now, keepFor);
          const turned = createKeyring(set);
          // What the new set seals opens where the old one is still in use.
          const ahead = turned.seal('id_token hint', 'c', 'text', randomBytes(12));
          expect(keyring.open('id_token hint', 'c', ahead)).toBe('text');
          for (const { at, value } of sealed.filter(({ at }) => now < at + keepFor)) {
            expect([at, turned.open('id_token hint', 'c', value)]).toEqual([at, 'text']);
          }
          expect(set.previous.filter(({ retiredAt }) => retiredAt + keepFor <= now)).toEqual([]);
        }
      }),
    );
  });

  test('holds two hundred retired keys, which fit into the secret, and refuses one more', () => {
    let set = replaceKeys(randomBytes);
    const turn = (now: number) => rotateKeySet(set, randomBytes, now, 1000);
    for (let now = 0; now < 200; now += 1) set = turn(now);
    expect(set.previous).toHaveLength(200);
    expect(Buffer.byteLength(JSON.stringify(formatKeySet(set)))).toBeLessThan(65_536 / 2);
    expect(() => turn(999)).toThrow('too many session keys were retired within their lifetime');
    expect(turn(1000).previous).toHaveLength(200);
  });
});

describe('replaceKeys', () => {
  test('shares no key with what was before, nor with another replacement', () => {
    const before = rotateKeySet(replaceKeys(randomBytes), randomBytes, 0, 1000);
    const after = replaceKeys(randomBytes);
    const keys = [...everyKey(before), ...everyKey(after), ...everyKey(replaceKeys(randomBytes))];
    expect(new Set(keys).size).toBe(keys.length);
    expect(after).toEqual({
      current: expect.stringMatching(/^[A-Za-z0-9_-]{64}$/),
      next: expect.stringMatching(/^[A-Za-z0-9_-]{64}$/),
      previous: [],
    });
    const sealed = createKeyring(before).seal('id_token hint', 'c', 'text', randomBytes(12));
    expect(createKeyring(after).open('id_token hint', 'c', sealed)).toBeUndefined();
  });
});
