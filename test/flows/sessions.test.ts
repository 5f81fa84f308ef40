import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enter, trailOf } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, getSession, sessionCookie, signIn } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

const app = 'https://app.example.com';
const notFound = { status: 404, code: 'not_found' };
const noSession = { status: 401, code: 'no_session' };
const badOrigin = { status: 403, code: 'bad_origin' };
const notAllowed = { status: 405, code: 'method_not_allowed' };
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'op' }, { name: 'other' }], config: { appOrigins: [app] } });
});
afterAll(() => deployment.close());

/** Browsers signed in as one person, one after the other. */
async function signedIn(person: string, count = 1): Promise<readonly [Browser, ...Browser[]]> {
  const { browser } = await enter(deployment, 'op', person);
  const others: Browser[] = [];
  while (others.length < count - 1) others.push((await enter(deployment, 'op', person)).browser);
  return [browser, ...others];
}

/** A request with a method of its own and this browser's session. */
function send(browser: Browser, method: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
  const cookie = `postern-session=${sessionCookie(browser) ?? ''}`;
  return fetch(deployment.baseUrl + path, { method, redirect: 'manual', headers: { cookie, ...headers } });
}

/** A form posted, by default as one of the account page. */
function submit(
  browser: Browser,
  path: string,
  fields: Record<string, string> = { _method: 'DELETE' },
  headers: Record<string, string> = { origin: deployment.baseUrl },
): Promise<Response> {
  return browser.request(deployment.baseUrl + path, fields, headers);
}

const idOf = async (browser: Browser): Promise<string> =>
  (await getSession(deployment.baseUrl, browser)).document.session.id;
const statusOf = async (browser: Browser): Promise<number> => (await getSession(deployment.baseUrl, browser)).status;
const listOf = async (browser: Browser) => (await send(browser, 'GET', '/sessions')).json();
const clearsCookie = (response: Response) => response.headers.getSetCookie().join().includes('postern-session=; ');

/** Events of one kind that the trail has of the person in this browser. */
async function eventsOf(browser: Browser, event: string) {
  const { user } = (await getSession(deployment.baseUrl, browser)).document;
  return (await trailOf(deployment, user.id)).filter((row) => row['event'] === event);
}

describe('GET /sessions', () => {
  test('lists one’s own that are alive, this one first, then as they were last seen', async () => {
    const [oldest, middle, current] = await signedIn('lister', 3);
    await signedIn('somebody else');
    const document = Object(await listOf(current ?? oldest));
    const ids = [await idOf(current ?? oldest), await idOf(middle ?? oldest), await idOf(oldest)];
    expect(document.sessions.map(({ id }: { id: string }) => id)).toEqual(ids);
    expect(document.sessions[0]).toEqual({
      ...{ id: ids[0], current: true, provider: 'op', ip: '127.0.0.1' },
      ...{ created_at: time, last_seen_at: time, idle_expires_at: time, expires_at: time },
      device: 'Firefox on Linux',
      user_agent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
    });
    expect(document.sessions[1]).toMatchObject({ current: false });
  });

  test('leaves out what is dead by the clock, though its row is still there', async () => {
    const [current, dead] = await signedIn('lingerer', 2);
    const id = await idOf(dead ?? current);
    const row = (await deployment.table.rows('USER#')).find(({ sk }) => sk === `SESSION#${id}`);
    if (row === undefined) throw new Error('the session has no row');
    await deployment.table.set(row, 'ends_at', Date.now() - 1);
    expect(Object(await listOf(current)).sessions).toHaveLength(1);
    await expectProblem(await send(current, 'DELETE', `/sessions/${id}`), notFound);
  });

  test('people find them on the account page; without a session it is 401', async () => {
    const [browser] = await signedIn('reader');
    const page = await browser.request(`${deployment.baseUrl}/sessions`);
    expect([page.status, page.headers.get('location')]).toEqual([302, '/account']);
    await expectProblem(await send(new Browser(), 'GET', '/sessions'), noSession);
  });
});

describe('DELETE /sessions/{id}', () => {
  test('ends that one at its next request, and no other; it is written down', async () => {
    const [current, other] = await signedIn('ender', 2);
    const id = await idOf(other ?? current);
    const response = await send(current, 'DELETE', `/sessions/${id}`);
    expect([response.status, await response.text(), clearsCookie(response)]).toEqual([204, '', false]);
    expect([await statusOf(other ?? current), await statusOf(current)]).toEqual([401, 200]);
    const [event, ...more] = await eventsOf(current, 'session.ended');
    expect(event).toMatchObject({ actor: 'user', session: id, provider: 'op', sourceIp: '127.0.0.1' });
    expect(more).toEqual([]);
    expect(deployment.stack.output()).toMatch(new RegExp(`"event":"session.ended".*"session":"${id}"`));
    await expectProblem(await send(current, 'DELETE', `/sessions/${id}`), notFound);
  });

  test('the current one too, and clears its cookie', async () => {
    const [browser] = await signedIn('leaver');
    const response = await send(browser, 'DELETE', `/sessions/${await idOf(browser)}`);
    expect([response.status, clearsCookie(response)]).toEqual([204, true]);
    expect(await statusOf(browser)).toBe(401);
  });

  test('another’s, unknown and malformed ones are not to be told apart', async () => {
    const [mine] = await signedIn('mallory');
    const [theirs] = await signedIn('victim');
    const answers = [];
    for (const id of [
      await idOf(theirs),
      `ses_${'a'.repeat(43)}`,
      'x',
      '%F0%9F%94%91',
      '__proto__',
      'x'.repeat(3000),
    ]) {
      const response = await send(mine, 'DELETE', `/sessions/${id}`);
      answers.push(await expectProblem(response, notFound));
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await statusOf(theirs)).toBe(200);
  });
});

describe('DELETE /sessions', () => {
  test('ends all, and clears the cookie', async () => {
    const browsers = await signedIn('quitter', 3);
    const response = await send(browsers[0], 'DELETE', '/sessions');
    expect([response.status, clearsCookie(response)]).toEqual([204, true]);
    expect(await Promise.all(browsers.map(statusOf))).toEqual([401, 401, 401]);
    await signIn(deployment.baseUrl, browsers[0], 'op', { login_hint: 'quitter' });
    expect(await statusOf(browsers[0])).toBe(200);
    expect(Object(await listOf(browsers[0])).sessions).toHaveLength(1);
  });

  test('with ?except=current all others, in any order of sign-in', async () => {
    const browsers = await signedIn('keeper', 3);
    const response = await send(browsers[1] ?? browsers[0], 'DELETE', '/sessions?except=current');
    expect([response.status, clearsCookie(response)]).toEqual([204, false]);
    expect(await Promise.all(browsers.map(statusOf))).toEqual([401, 200, 401]);
    expect(await eventsOf(browsers[1] ?? browsers[0], 'sessions.ended')).toHaveLength(1);
  });
});

test.each(['?except=other', '?except=', '?except=current&except=current'])(
  'DELETE /sessions%s ends nothing',
  async (query) => {
    const [browser] = await signedIn('slip');
    await expectProblem(await send(browser, 'DELETE', `/sessions${query}`, asJson), { status: 404, code: 'not_found' });
    expect(await statusOf(browser)).toBe(200);
  },
);

describe('what changes something', () => {
  test.each([
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a page that hides its origin', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
  ])('is refused from %s, and changes nothing', async (_who, headers) => {
    const [browser] = await signedIn('careful');
    const id = await idOf(browser);
    for (const path of [`/sessions/${id}`, '/sessions', '/sessions?except=current']) {
      await expectProblem(await send(browser, 'DELETE', path, headers), badOrigin);
      await expectProblem(await submit(browser, path, undefined, { ...asJson, ...headers }), badOrigin);
    }
    expect(await statusOf(browser)).toBe(200);
  });

  test('is refused without a session', async () => {
    for (const path of ['/sessions/x', '/sessions']) {
      await expectProblem(await send(new Browser(), 'DELETE', path), noSession);
    }
  });

  test('is a listed app’s to ask: preflight, answer and refusal can be read there, and nowhere else', async () => {
    const [browser] = await signedIn('app user');
    for (const [path, methods] of [
      ['/sessions', 'GET, DELETE'],
      ['/sessions/x', 'DELETE'],
    ] as const) {
      const preflight = await send(browser, 'OPTIONS', path, { origin: app });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-methods')).toBe(methods);
      for (const [origin, allowed] of [
        [app, app],
        ['https://evil.example', null],
      ] as const) {
        const refused = await send(browser, 'DELETE', '/sessions/x', { origin });
        expect(refused.headers.get('access-control-allow-origin')).toBe(allowed);
        expect(refused.headers.get('vary')).toContain('origin');
      }
    }
    expect((await send(browser, 'DELETE', '/sessions', { origin: app })).status).toBe(204);
  });
});

describe('forms without JavaScript', () => {
  test('end another session and come back to the account page', async () => {
    const [current, other] = await signedIn('former', 2);
    const response = await submit(current, `/sessions/${await idOf(other ?? current)}`);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/account?notice=session_ended']);
    expect([await statusOf(other ?? current), await statusOf(current)]).toEqual([401, 200]);
    const page = await current.request(`${deployment.baseUrl}/account?notice=session_ended`);
    expect(await page.text()).toContain('That browser has to sign in again.');
  });

  test('end all others', async () => {
    const [current, other] = await signedIn('all others', 2);
    const response = await submit(current, '/sessions?except=current');
    expect([response.status, response.headers.get('location')]).toEqual([303, '/account?notice=sessions_ended']);
    expect([await statusOf(other ?? current), await statusOf(current)]).toEqual([401, 200]);
  });

  test.each([
    ['the current session', async (browser: Browser) => `/sessions/${await idOf(browser)}`],
    ['all', async () => '/sessions'],
  ])('end %s: on to the sign-in page, which says so', async (_what, path) => {
    const [browser] = await signedIn('all');
    const response = await submit(browser, await path(browser));
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`${deployment.baseUrl}/login?signed_out=true`);
    expect(sessionCookie(browser)).toBeUndefined();
  });

  test('count as DELETE only by their field', async () => {
    const [browser] = await signedIn('methodical');
    const path = `/sessions/${await idOf(browser)}`;
    for (const fields of [{}, { _method: 'PUT' }, { _method: 'delete' }, { method: 'DELETE' }]) {
      const response = await submit(browser, path, fields, asJson);
      expect(response.headers.get('allow')).toBe('DELETE, OPTIONS');
      await expectProblem(response, notAllowed);
      await expectProblem(await submit(browser, '/sessions', fields, asJson), notAllowed);
    }
    for (const method of ['GET', 'HEAD', 'PUT']) {
      expect((await send(browser, method, `${path}?_method=DELETE`)).status).toBe(405);
    }
    expect(await statusOf(browser)).toBe(200);
  });

  test('the field means nothing where there is no DELETE', async () => {
    const [browser] = await signedIn('signing out');
    expect((await submit(browser, '/logout')).status).toBe(303);
    expect(await statusOf(browser)).toBe(401);
  });
});

test('signing out is written down', async () => {
  const [browser, other] = await signedIn('by the door', 2);
  const id = await idOf(browser);
  await submit(browser, '/logout', {});
  const [event, ...more] = await eventsOf(other ?? browser, 'user.signed_out');
  expect(event).toMatchObject({ actor: 'user', session: id, provider: 'op' });
  expect(more).toEqual([]);
});
