import { describe, expect, test } from '@jest/globals';
import { Problem } from '../../../functions/core/errors.ts';
import { type LogoutReturn, logoutCookie } from '../../../functions/core/sessions/logout-return.ts';
import { showSignIn } from '../../../functions/login/sign-in-page.ts';
import { problem } from '../core/support/problems.ts';
import { request } from '../core/support/requests.ts';
import { keyring, loginPorts, now, type Scene } from './ports.ts';
import { itemsOf, sessionCookie, someone } from './signed-in.ts';

const state = 's'.repeat(43);
const other = 'o'.repeat(43);
const cleared = '__Host-postern-logout=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0';
const bye = 'https://app.example.com/bye';

/** The cookie of a sign-out that began now, as the browser sends it back. */
function cookieOf(changes: Partial<LogoutReturn> = {}): string {
  const logout: LogoutReturn = { provider: 'corp', state, startedAt: now, ...changes };
  const [pair = ''] = logoutCookie(logout, keyring, new Uint8Array(12), { secure: true }).split(';');
  return pair;
}

const visit = (query: string, cookies: readonly string[], scene: Scene = {}) =>
  showSignIn(request({ path: '/login', query: `signed_out=true${query}`, cookies }), loginPorts(scene));

/** The table reads nothing but the session of `someone`. */
const signedIn: Scene = { items: itemsOf(someone('corp')) };

describe('the return from the provider’s sign-out', () => {
  test('goes on to where the app wants it, and drops the cookie', async () => {
    for (const returnTo of [bye, '/bye?a=b#c']) {
      const response = await visit(`&state=${state}`, [cookieOf({ returnTo })]);
      expect(response).toMatchObject({ status: 302, headers: { location: returnTo }, cookies: [cleared], body: '' });
    }
  });

  test('goes on by a page if a browser is sent to another site, past the form-action of the provider’s page', async () => {
    const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    const opened = (returnTo: string) => {
      const query = `signed_out=true&state=${state}`;
      const cookies = [cookieOf({ returnTo })];
      return showSignIn(request({ path: '/login', query, cookies, headers: { accept } }), loginPorts());
    };
    const page = await opened(`${bye}?a=1&b=2`);
    expect(page).toMatchObject({ status: 200, cookies: [cleared] });
    expect(page.headers).not.toHaveProperty('location');
    expect(page.body).toContain('content="0;url=https://app.example.com/bye?a=1&amp;b=2"');
    expect(page.body).toContain('Going on to app.example.com');
    expect(await opened('/bye')).toMatchObject({ status: 302, headers: { location: '/bye' } });
  });

  test('goes on without the table, which may be down', async () => {
    const batchGet = () => Promise.reject(new Problem('temporarily_unavailable', 'down'));
    const response = await visit(`&state=${state}`, [cookieOf({ returnTo: bye })], { table: { batchGet } });
    expect(response.status).toBe(302);
  });

  test('says on the page from where the person comes back, where the app wants nothing', async () => {
    const response = await visit(`&state=${state}`, [cookieOf()]);
    expect(response).toMatchObject({ status: 200, cookies: [cleared] });
    expect(response.body).toContain(
      'You are signed out here, and Corporate login has sent you back from its own sign-out.',
    );
    const gone = await visit(`&state=${state}`, [cookieOf({ provider: 'gone' })]);
    expect(gone.body).toContain('You are signed out');
    expect(gone.body).not.toContain('has sent you back');
  });

  test('stays on the page if the configuration lists the app no more', async () => {
    const response = await visit(`&state=${state}`, [cookieOf({ returnTo: bye })], { settings: { appOrigins: [] } });
    expect(response).toMatchObject({ status: 200, cookies: [cleared] });
    expect(response.body).not.toContain('app.example.com');
  });

  test('takes ten minutes, less a millisecond', async () => {
    const late = (age: number) => visit(`&state=${state}`, [cookieOf({ returnTo: bye, startedAt: now - age })]);
    expect((await late(599_999)).status).toBe(302);
    expect(await late(600_000)).toMatchObject({ status: 200, cookies: [] });
  });
});

describe('whoever comes otherwise', () => {
  const cookie = cookieOf({ returnTo: bye });
  const [name = '', value = ''] = cookie.split('=');
  test.each([
    ['without a state', '', [cookie]],
    ['with an empty state', '&state=', [cookie]],
    ['with another state', `&state=${other}`, [cookie]],
    ['with the state twice', `&state=${state}&state=${state}`, [cookie]],
    ['with the state and another', `&state=${state}&state=${other}`, [cookie]],
    ['with an oversized state', `&state=${state.repeat(150)}`, [cookie]],
    ['with a state that was cut', `&state=${state.slice(1)}`, [cookie]],
    ['without a cookie', `&state=${state}`, []],
    ['with the cookie twice', `&state=${state}`, [cookie, `${name}=${value}`]],
    ['with a cookie of another name', `&state=${state}`, [cookie.replace('__Host-', '')]],
    ['with a cookie that is none', `&state=${state}`, [`${name}=nonsense`]],
  ])('%s gets the page, and a sign-out under way keeps its cookie', async (_, query, cookies) => {
    const response = await visit(query, cookies);
    expect(response).toMatchObject({ status: 200, cookies: [] });
    expect(response.headers).not.toHaveProperty('location');
    expect(response.body).toContain('You are signed out');
    expect(response.body).not.toContain('has sent you back');
    expect((await visit(`&state=${state}`, [cookie])).status).toBe(302);
  });

  test('is told nothing of a sign-out while signed in', async () => {
    for (const [query, cookies] of [['', []] as const, [`&state=${state}`, [cookieOf()]] as const]) {
      const response = await visit(query, [sessionCookie, ...cookies], signedIn);
      expect(response.status).toBe(200);
      expect(response.body).not.toContain('signed out');
      expect(response.body).toContain('href="/login/corp"');
    }
  });

  test('is not told that nobody is signed in if that cannot be known', async () => {
    const batchGet = () => Promise.reject(new Problem('temporarily_unavailable', 'down'));
    await expect(visit('', [sessionCookie], { table: { batchGet } })).rejects.toEqual(
      problem('temporarily_unavailable'),
    );
  });
});

test('without the keys the return is the plain page, with a line in the log', async () => {
  const lines: unknown[][] = [];
  const log = (...line: unknown[]) => void lines.push(line);
  const down = () => Promise.reject(new Problem('temporarily_unavailable', 'Secrets Manager does not answer'));
  const response = await visit(`&state=${state}`, [cookieOf({ returnTo: bye })], { keyring: down, log });
  expect(response).toMatchObject({ status: 200, cookies: [] });
  expect(response.body).toContain('You are signed out');
  expect(lines).toEqual([
    [
      'error',
      'logout_return_unavailable',
      { requestId: 'request-1', causes: [expect.stringContaining('Secrets Manager does not answer')] },
    ],
  ]);
});

test('no keys are asked for what cannot be a return', async () => {
  const unused = () => Promise.reject(new Error('the keys were asked'));
  const log = () => {
    throw new Error('something was logged');
  };
  for (const query of ['', '&state=short', `&state=${state}&state=${state}`]) {
    expect((await visit(query, [cookieOf()], { keyring: unused, log })).status).toBe(200);
  }
  expect((await visit(`&state=${state}`, [], { keyring: unused, log })).status).toBe(200);
});
