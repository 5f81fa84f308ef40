import { describe, expect, test } from '@jest/globals';
import { deadlineIn } from '../../../functions/core/base/deadline.ts';
import type { Request } from '../../../functions/core/http/request.ts';
import { login } from '../../../functions/login/login.ts';
import type { LoginPorts } from '../../../functions/login/ports.ts';
import { problem } from '../core/support/problems.ts';
import { request } from '../core/support/requests.ts';
import { loginPorts } from './ports.ts';

const open = (asked: Request, ports: LoginPorts) => login(asked, ports, deadlineIn(9000, Date.now));
const page = (query = '') => request({ path: '/login', routeKey: 'GET /login', query });
const start = (query = '') =>
  request({ path: '/login/corp', routeKey: 'GET /login/{provider}', provider: 'corp', query });
const account = (method: string, body = '') =>
  request({
    method,
    path: '/account/providers/corp',
    routeKey: `${method} /account/providers/{provider}`,
    provider: 'corp',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    body,
  });

describe('the login door', () => {
  test('serves the sign-in page and the start of a login', async () => {
    expect((await open(page(), loginPorts())).status).toBe(200);
    expect((await open(start(), loginPorts())).headers['location']).toMatch(/^https:\/\/login\.example\.com\//);
  });

  test('starts a login at once if the sign-in page’s request names an issuer, an unknown one too', async () => {
    const known = await open(page('iss=https%3A%2F%2Flogin.example.com%2F'), loginPorts());
    expect(known.headers['location']).toMatch(/^https:\/\/login\.example\.com\/authorize\?/);
    for (const query of ['iss=', 'iss', 'iss=x', 'iss=x&signed_out=true', 'iss=x&auto_sign_in=false']) {
      await expect(open(page(query), loginPorts())).rejects.toEqual(problem('unknown_issuer'));
    }
    const page200 = await open(page('login_hint=al&target_link_uri=%2F%2Fevil.example'), loginPorts());
    expect([page200.status, page200.body]).toEqual([200, expect.not.stringContaining('evil')]);
  });

  test.each([
    ['POST', ''],
    ['DELETE', ''],
    ['POST', '_method=DELETE'],
    ['POST', '_method=delete'],
    ['POST', '_method=DELETE&_method=DELETE'],
  ])('asks who is signed in before %s %s changes the ways into an account', async (method, body) => {
    await expect(open(account(method, body), loginPorts())).rejects.toEqual(problem('no_session'));
  });

  test('knows no other route', async () => {
    for (const routeKey of ['$default', 'PUT /account/providers/{provider}', 'GET /constructor', 'constructor']) {
      await expect(open(request({ routeKey, provider: 'corp' }), loginPorts())).rejects.toEqual(problem('not_found'));
    }
  });
});

describe('return_to', () => {
  test.each(['https://evil.example/', '//evil.example', '', 'https://app.example.com.evil.example/'])(
    '%j is refused before the provider is involved',
    async (returnTo) => {
      const untouched = () => Promise.reject(new Error('asked'));
      const ports = loginPorts({ metadata: untouched, keyring: untouched, table: { batchGet: untouched } });
      const query = new URLSearchParams({ return_to: returnTo }).toString();
      for (const asked of [page(query), start(query), account('POST', query)]) {
        await expect(open(asked, ports)).rejects.toEqual(problem('return_to_not_allowed'));
      }
    },
  );

  test('given twice is refused, in query and form together too', async () => {
    const twice = 'return_to=%2Fa&return_to=%2Fa';
    const apart = { ...account('POST', 'return_to=%2Fa'), query: new URLSearchParams('return_to=%2Fa') };
    for (const asked of [page(twice), start(twice), account('POST', twice), apart]) {
      await expect(open(asked, loginPorts())).rejects.toEqual(problem('return_to_not_allowed'));
    }
  });

  test('may be a path here, or a URL of a listed app or of our own', async () => {
    for (const returnTo of ['/app', 'https://app.example.com/a?b', 'https://postern.example.com/']) {
      const query = new URLSearchParams({ return_to: returnTo }).toString();
      expect((await open(start(query), loginPorts())).status).toBe(302);
    }
  });
});
