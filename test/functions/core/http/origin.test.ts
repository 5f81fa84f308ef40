import { describe, expect, test } from '@jest/globals';
import { corsHeaders, requireTrustedOrigin } from '../../../../functions/core/http/origin.ts';
import { problem } from '../support/problems.ts';
import { request } from '../support/requests.ts';

const own = 'https://login.example.com';
const app = 'https://app.example.com';
const sent = (origin: string | undefined, site: string | undefined) =>
  request({ method: 'POST', headers: { ...(origin && { origin }), ...(site && { 'sec-fetch-site': site }) } });

describe('requireTrustedOrigin', () => {
  test.each([
    [own, undefined],
    [own, 'same-origin'],
    [app, undefined],
    [app, 'same-site'],
    [app, 'cross-site'],
    ['null', 'same-origin'],
    [undefined, 'same-origin'],
    [undefined, undefined],
  ])('lets through Origin %s with Sec-Fetch-Site %s', (origin, site) =>
    expect(() => requireTrustedOrigin(sent(origin, site), { own, apps: [app] })).not.toThrow(),
  );

  test.each([
    ['https://evil.example', undefined],
    ['https://evil.example', 'cross-site'],
    ['https://evil.example.com', 'same-site'],
    ['null', undefined],
    ['null', 'cross-site'],
    ['null', 'same-site'],
    [undefined, 'cross-site'],
    [undefined, 'same-site'],
    [undefined, 'none'],
    ['http://login.example.com', undefined],
    ['https://login.example.com:8443', undefined],
    ['https://login.example.com/', undefined],
    ['https://LOGIN.example.com', undefined],
    [`${own} ${app}`, undefined],
  ])('refuses Origin %s with Sec-Fetch-Site %s', (origin, site) =>
    expect(() => requireTrustedOrigin(sent(origin, site), { own, apps: [app] })).toThrow(problem('bad_origin')),
  );
});

describe('corsHeaders', () => {
  test('let a listed app read with credentials', () =>
    expect(corsHeaders(sent(app, undefined), [app])).toEqual({
      vary: 'origin',
      'access-control-allow-origin': app,
      'access-control-allow-credentials': 'true',
    }));

  test.each([undefined, 'null', 'https://evil.example', `${app}.evil.example`, own])('no other origin: %s', (origin) =>
    expect(corsHeaders(sent(origin, undefined), [app])).toEqual({ vary: 'origin' }),
  );
});
