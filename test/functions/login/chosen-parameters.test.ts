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
        expect(['prompt', 'login_hint', 'ui_locales', 'max_age']).toEqual(expect.arrayContaining(names));
      }),
    );
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
  ])('%s beside %j', (query, configured, expected) => expect(chosen(query, configured)).toEqual(expected));

  test('is never loosened, whatever is asked for', () => {
    const value = fc.oneof(fc.constantFrom('none', 'login', '0', '300', '999999999'), fc.string());
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
