import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileFilters } from '../../../../lib/local/events/filter.ts';
import { LocalFailure } from '../../../../lib/local/failure.ts';

const trail = compileFilters([
  JSON.stringify({ eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: [{ prefix: 'AUDIT#' }] } } } }),
]);
const record = (eventName: string, pk: unknown) => ({ eventName, dynamodb: { Keys: { pk: { S: pk } }, more: 1 } });

describe('compileFilters', () => {
  test.each([
    ['what every rule matches', record('INSERT', 'AUDIT#1'), true],
    ['another text', record('REMOVE', 'AUDIT#1'), false],
    ['another beginning', record('INSERT', 'USER#1'), false],
    ['another type', record('INSERT', 1), false],
    ['a member that is missing', { eventName: 'INSERT', dynamodb: {} }, false],
    ['a text where an object is expected', { eventName: 'INSERT', dynamodb: 'x' }, false],
    ['what is no object', 'INSERT', false],
  ])('%s: %j → %s', (_, value, passes) => {
    expect(trail(value)).toBe(passes);
  });

  test('one matching rule and one matching pattern is enough; without patterns all records match', () => {
    const either = compileFilters(['{"a":["1","2"]}', '{"b":["3"]}']);
    expect([{ a: '1' }, { a: '2' }, { b: '3' }, { a: '3' }, {}].map(either)).toEqual([true, true, true, false, false]);
    expect(compileFilters([])({})).toBe(true);
  });

  test.each([{ exists: true }, { numeric: ['>', 1] }, { prefix: 'a', suffix: 'b' }, 1, null])(
    'refuses the unsupported rule %j',
    (rule) => expect(() => compileFilters([JSON.stringify({ a: [rule] })])).toThrow(LocalFailure),
  );

  test('matches every key with the prefix and no other', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(trail(record('INSERT', `AUDIT#${text}`))).toBe(true);
        expect(trail(record('INSERT', text))).toBe(text.startsWith('AUDIT#'));
      }),
    );
  });
});
