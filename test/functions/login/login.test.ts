import { describe, expect, test } from '@jest/globals';
import { login } from '../../../functions/login/login.ts';
import { problem } from '../core/support/problems.ts';
import { request } from '../core/support/requests.ts';
import { loginPorts } from './ports.ts';

const page = (query = '') => request({ path: '/login', routeKey: 'GET /login', query });
const start = (query = '') =>
  request({ path: '/login/corp', routeKey: 'GET /login/{provider}', provider: 'corp', query });

describe('GET /login', () => {
  test('is the sign-in page, which keeps where the login is to lead', async () => {
    const response = await login(page('return_to=%2Fapp'), loginPorts());
    expect(response).toMatchObject({ status: 200, cookies: [] });
    expect(response.body).toContain('href="/login/corp?return_to=%2Fapp"');
  });

  test('says so after a sign-out', async () => {
    const { body } = await login(page('signed_out=true'), loginPorts());
    expect(body).toContain('You are signed out');
    expect((await login(page('signed_out=1'), loginPorts())).body).not.toContain('You are signed out');
  });
});

describe('with autoSignInWithProvider', () => {
  const automatic = () => loginPorts({ settings: { autoSignInWithProvider: 'corp' } });

  test('goes straight on to the provider', async () => {
    expect(await login(page(), automatic())).toMatchObject({ status: 302, headers: { location: '/login/corp' } });
    const kept = await login(page('return_to=%2Fapp%3Fa%3Db'), automatic());
    expect(kept.headers['location']).toBe('/login/corp?return_to=%2Fapp%3Fa%3Db');
  });

  test.each(['auto_sign_in=false', 'signed_out=true'])('stays on the page with %s', async (query) => {
    expect((await login(page(query), automatic())).status).toBe(200);
  });
});

describe('return_to', () => {
  test.each(['https://evil.example/', '//evil.example', '', 'https://app.example.com.evil.example/'])(
    '%j is refused before the provider is involved',
    async (returnTo) => {
      const untouched = () => Promise.reject(new Error('asked'));
      const ports = loginPorts({ metadata: untouched, keyring: untouched });
      const query = new URLSearchParams({ return_to: returnTo }).toString();
      for (const asked of [page(query), start(query)]) {
        await expect(login(asked, ports)).rejects.toEqual(problem('return_to_not_allowed'));
      }
    },
  );

  test('given twice is refused', async () => {
    await expect(login(page('return_to=%2Fa&return_to=%2Fa'), loginPorts())).rejects.toEqual(
      problem('return_to_not_allowed'),
    );
  });

  test('may be a path here, or a URL of a listed app or of our own', async () => {
    for (const returnTo of ['/app', 'https://app.example.com/a?b', 'https://postern.example.com/']) {
      const query = new URLSearchParams({ return_to: returnTo }).toString();
      expect((await login(start(query), loginPorts())).status).toBe(302);
    }
  });
});
