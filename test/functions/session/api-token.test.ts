import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSite } from '../../../functions/core/http/site.ts';
import { tokenAudience } from '../../../functions/session/api-token.ts';
import { problem } from '../core/support/problems.ts';
import { request } from '../core/support/requests.ts';

const own = 'https://login.example.com';
const [app, other, api] = ['https://app.example.com', 'https://other.example.com', 'https://api.example.com'];
const settings = { tokenAudiences: { [other]: [api] } };
const site = createSite(own, { providers: [], appOrigins: [app, other] });
const form = 'application/x-www-form-urlencoded';
const json = 'application/json';
const refused = problem('audience_not_allowed');

/** The audience that a POST with this body leads to. */
function audience(body = '', type?: string, origin?: string): string {
  const headers = { ...(type !== undefined && { 'content-type': type }), ...(origin !== undefined && { origin }) };
  return tokenAudience(request({ method: 'POST', path: '/session/token', body, headers }), site, settings);
}

describe('a request that names no audience', () => {
  test.each([
    [app, app],
    [other, other],
    [own, own],
    [undefined, own],
    ['null', own],
    ['https://evil.example', own],
    [`${app}/`, own],
    [`${app}.evil.example`, own],
  ])('from Origin %s gets a token for %s', (origin, expected) => {
    expect(audience('', undefined, origin)).toBe(expected);
    expect(audience('', json, origin)).toBe(expected);
    expect(audience('other=1', form, origin)).toBe(expected);
    expect(audience('{"other":1}', json, origin)).toBe(expected);
  });
});

describe('a request that names an audience', () => {
  test.each([
    [own, [undefined, 'null', own]],
    [app, [undefined, 'null', own, app]],
    [other, [undefined, 'null', own, other]],
    [api, [undefined, 'null', own, other]],
  ])('gets a token for %s only from %j', (named, senders) => {
    for (const origin of [undefined, 'null', own, app, other]) {
      const asked = [
        () => audience(`x=1&audience=${encodeURIComponent(named)}`, form, origin),
        () => audience(`audience=${named}`, `${form}; charset=utf-8`, origin),
        () => audience(JSON.stringify({ x: 1, audience: named }), `${json}; charset=utf-8`, origin),
      ];
      for (const ask of asked) {
        if (senders.includes(origin)) expect(ask()).toBe(named);
        else expect(ask).toThrow(refused);
      }
    }
  });

  test.each([
    ...[
      '',
      'https://evil.example',
      `${app}/`,
      `${app}:443`,
      ` ${app}`,
      'HTTPS://APP.example.com',
      'http://app.example.com',
    ],
    ...[
      `${app}.evil.example`,
      `${app}@evil.example`,
      'https://evil.example.com',
      'null',
      '*',
      '__proto__',
      `${app},${own}`,
    ],
  ])('is refused unless it equals a listed origin: %j', (named) => {
    expect(() => audience(new URLSearchParams({ audience: named }).toString(), form, app)).toThrow(refused);
    expect(() => audience(JSON.stringify({ audience: named }), json, app)).toThrow(refused);
  });

  test('is refused with a duplicate audience', () => {
    expect(() => audience(`audience=${app}&audience=${other}`, form)).toThrow(refused);
    expect(() => audience(`audience=${app}&audience=${app}`, form)).toThrow(refused);
    expect(() => audience(JSON.stringify({ audience: [app] }), json)).toThrow(refused);
  });

  test.each([null, 1, true, {}, []])('is refused if it is not a string: %j', (named) => {
    expect(() => audience(JSON.stringify({ audience: named }), json, app)).toThrow(refused);
  });
});

test.each([
  [json, '{'],
  [json, `{"audience":"${app}"`],
  [json, '[]'],
  [json, `"${app}"`],
  [json, 'null'],
  [json, ' '],
  ['text/plain', `{"audience":"${app}"}`],
  ['multipart/form-data; boundary=x', '--x'],
  [undefined, `audience=${app}`],
  [undefined, `{"audience":"${app}"}`],
])('a malformed body of type %s is refused: %s', (type, body) => {
  expect(() => audience(body, type, app)).toThrow(refused);
});

test('for any request the audience is our own origin or a listed app’s, or it is refused', () => {
  const named = fc.oneof(fc.string(), fc.webUrl(), fc.constantFrom(own, app, other));
  const body = fc.oneof(
    fc.json(),
    fc.string(),
    named.map((each) => JSON.stringify({ audience: each })),
    named.map((each) => new URLSearchParams({ audience: each }).toString()),
  );
  fc.assert(
    fc.property(body, fc.constantFrom(form, json, 'text/plain'), fc.option(named, { nil: undefined }), (...asked) => {
      try {
        expect([own, app, other, api]).toContain(audience(...asked));
      } catch (error) {
        expect(error).toEqual(refused);
      }
    }),
  );
});
