import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isObject, parseObject } from '../../../../functions/core/base/json.ts';

test.each([
  [{}, true],
  [{ a: 1 }, true],
  [[], false],
  [null, false],
  ['{}', false],
  [1, false],
  [undefined, false],
])('isObject(%j) is %s', (value, expected) => expect(isObject(value)).toBe(expected));

describe('parseObject', () => {
  test.each(['', 'null', '[]', '"{}"', '1', '{', '{"a":1}x', '<html>'])('returns undefined for %j', (text) =>
    expect(parseObject(text)).toBeUndefined(),
  );

  test('does not let a key reach the prototype', () => {
    const parsed = parseObject('{"__proto__":{"email_verified":true}}');
    expect(parsed?.['email_verified']).toBeUndefined();
  });

  test('returns an object as it was written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const text = JSON.stringify(object);
        expect(JSON.stringify(parseObject(text))).toBe(text);
      }),
    );
  });

  test('never throws, and returns only objects', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const parsed = parseObject(text);
        expect(parsed === undefined || isObject(parsed)).toBe(true);
      }),
    );
  });
});
