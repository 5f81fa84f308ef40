import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chosenParameters } from '../../../functions/login/chosen-parameters.ts';

const chosen = (query: string, configured = {}) => chosenParameters(new URLSearchParams(query), configured);

describe('passes on', () => {
  test.each([
    ['prompt=none', { prompt: 'none' }],
    ['prompt=login', { prompt: 'login' }],
    ['prompt=login+consent', { prompt: 'login consent' }],
    ['prompt=login%20consent%20select_account', { prompt: 'login consent select_account' }],
    ['login_hint=alice%40example.com', { login_hint: 'alice@example.com' }],
    ['login_hint=%C3%BC', { login_hint: 'ü' }],
    ['ui_locales=de', { ui_locales: 'de' }],
    ['ui_locales=de-CH-1996+fr-CA+en', { ui_locales: 'de-CH-1996 fr-CA en' }],
    ['max_age=0', { max_age: '0' }],
    ['max_age=300&prompt=login', { max_age: '300', prompt: 'login' }],
    ['acr_values=2', { acr_values: '2' }],
    ['acr_values=phr+phrh', { acr_values: 'phr phrh' }],
    ['acr_values=urn%3Amace%3Aincommon%3Aiap%3Asilver', { acr_values: 'urn:mace:incommon:iap:silver' }],
    ['acr_values=https%3A%2F%2Frefeds.org%2Fprofile%2Fmfa', { acr_values: 'https://refeds.org/profile/mfa' }],
    [`acr_values=${'a'.repeat(255)}`, { acr_values: 'a'.repeat(255) }],
    [`acr_values=${Array(10).fill('a').join('+')}`, { acr_values: Array(10).fill('a').join(' ') }],
  ])('%s', (query, expected) => expect(chosen(query)).toEqual(expected));
});

describe('leaves out', () => {
  test.each([
    '',
    'prompt=',
    'prompt=create',
    'prompt=none+login',
    'prompt=login++consent',
    'prompt=login+consent+login+consent',
    'prompt=LOGIN',
    'prompt=login&prompt=login',
    'login_hint=',
    'login_hint=a%0Ab',
    'login_hint=%00',
    `login_hint=${'a'.repeat(256)}`,
    'ui_locales=de_CH',
    'ui_locales=+de',
    `ui_locales=${'de+'.repeat(10)}de`,
    'max_age=-1',
    'max_age=1.5',
    'max_age=1e3',
    'max_age=1234567890',
    'max_age=300&max_age=300',
    'acr_values=',
    'acr_values=+a',
    'acr_values=a+',
    'acr_values=a++b',
    'acr_values=a%09b',
    'acr_values=a%0Ab',
    'acr_values=%C3%BC',
    'acr_values=a%7F',
    'acr_values=a&acr_values=b',
    `acr_values=${'a'.repeat(256)}`,
    `acr_values=${Array(11).fill('a').join('+')}`,
    `acr_values=${Array(5).fill('a'.repeat(204)).join('+')}aaaaa`,
    'return_to=%2F',
  ])('%j', (query) => expect(chosen(query)).toEqual({}));

  test('every other parameter, the protocol’s own above all', () => {
    const name = fc.oneof(
      fc.constantFrom('client_id', 'redirect_uri', 'scope', 'state', 'nonce', 'response_type', 'code_challenge'),
      fc.constantFrom('response_mode', 'request', 'request_uri', 'claims', 'constructor', '__proto__', 'toString'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string())), (pairs) => {
        const names = Object.keys(chosenParameters(new URLSearchParams(pairs), {}));
        expect(['prompt', 'login_hint', 'ui_locales', 'max_age', 'acr_values']).toEqual(expect.arrayContaining(names));
      }),
    );
  });
});

describe('acr_values, as a list of tokens', () => {
  /** By the grammar in words instead of by a pattern. */
  const isList = (value: string) => {
    const tokens = value.split(' ');
    const isToken = (token: string) => token.length >= 1 && token.length <= 255 && isPrintable(token);
    return value.length <= 1024 && tokens.length <= 10 && tokens.every(isToken);
  };
  const isPrintable = (token: string) => [...token].every((letter) => letter > ' ' && letter < '\u007f');

  test('is passed on letter by letter, or left out', () => {
    const token = fc.oneof(
      fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 }),
      fc.integer({ min: 80, max: 260 }).map((length) => 'a'.repeat(length)),
      fc.constantFrom('urn:mace:incommon:iap:silver', '0', '"', 'ü', '\t', '\u007f', ''),
    );
    const lists = fc.array(token, { minLength: 1, maxLength: 12 }).map((tokens) => tokens.join(' '));
    const values = fc.oneof(lists, fc.string({ unit: 'binary' }));
    const seen = { passed: 0, left: 0 };
    fc.assert(
      fc.property(values, (value) => {
        const expected = isList(value) ? { acr_values: value } : {};
        expect(chosenParameters(new URLSearchParams({ acr_values: value }), {})).toEqual(expected);
        seen[isList(value) ? 'passed' : 'left'] += 1;
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(seen.passed, seen.left)).toBeGreaterThan(100);
  });

  test('is linear in what is sent', () => {
    const long = `${'a'.repeat(254)} `.repeat(4000);
    const from = process.cpuUsage();
    expect(chosenParameters(new URLSearchParams({ acr_values: long }), {})).toEqual({});
    expect(process.cpuUsage(from).user / 1_000).toBeLessThan(200);
  });
});

describe('what is configured', () => {
  test.each([
    ['', { prompt: 'login', display: 'page' }, { prompt: 'login', display: 'page' }],
    ['prompt=none&login_hint=a', { prompt: 'login' }, { prompt: 'login', login_hint: 'a' }],
    ['max_age=600', { max_age: '300' }, { max_age: '300' }],
    ['max_age=60', { max_age: '300' }, { max_age: '60' }],
    ['max_age=0', { max_age: '300' }, { max_age: '0' }],
    ['max_age=junk', { max_age: '300' }, { max_age: '300' }],
    ['max_age=007', {}, { max_age: '7' }],
    ['acr_values=low', { acr_values: 'high' }, { acr_values: 'high' }],
  ])('%s beside %j', (query, configured, expected) => expect(chosen(query, configured)).toEqual(expected));

  test('is never loosened, whatever is asked for', () => {
    const value = fc.oneof(fc.constantFrom('none', 'login', '0', '300', '999999999', 'low'), fc.string());
    const query = fc.array(fc.tuple(fc.constantFrom('prompt', 'max_age', 'acr_values'), value));
    fc.assert(
      fc.property(query, (pairs) => {
        const configured = { prompt: 'login', max_age: '300', acr_values: 'high' };
        const given = chosenParameters(new URLSearchParams(pairs), configured);
        expect(given).toMatchObject({ prompt: 'login', acr_values: 'high' });
        expect(Number(given['max_age'])).toBeLessThanOrEqual(300);
      }),
    );
  });
});
