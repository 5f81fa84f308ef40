import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { trailOf } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, getSession, reachCallback, sessionCookie, signIn } from '../support/login.ts';
import { microsoft, tenants } from '../support/programmable-provider/microsoft.ts';
import { expectProblem } from '../support/refusal.ts';

let deployment: Deployment;
beforeAll(async () => {
  const algorithm = 'HS256';
  deployment = await startDeployment({
    providers: [{ name: 'op' }, { name: 'other', algorithm }, microsoft('microsoft')],
  });
  for (const name of ['op', 'other']) {
    deployment.provider(name).misbehave({
      // A provider whose sign-out is at another host than its issuer.
      discovery: (document) => ({
        ...document,
        end_session_endpoint: String(document['end_session_endpoint']).replace('127.0.0.1', 'localhost'),
      }),
      claims: (claims) => ({ ...claims, sid: sidOfNext }),
    });
  }
});
afterAll(() => deployment.close());

let number = 0;
let sidOfNext: string | undefined;
let sid = '';
beforeEach(() => {
  number += 1;
  sid = `sid-${number}`;
});

/** A browser that is signed in, by a provider's session unless that gives it none. */
async function signedIn({ provider = 'op', sub = `person-${number}`, as = sid as string | undefined } = {}) {
  sidOfNext = as;
  const browser = new Browser();
  expect((await signIn(deployment.baseUrl, browser, provider, { login_hint: sub })).status).toBe(303);
  return browser;
}

/** Parameters; a list stands for one that is there several times. */
type Query = Readonly<Record<string, string | readonly string[]>>;

/** The browser loads the address in a frame, as a provider's page has it do. */
function load(browser: Browser, query: Query, provider = 'op', headers: Record<string, string> = {}) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) for (const one of [value].flat()) parameters.append(name, one);
  const url = `${deployment.baseUrl}/logout/frontchannel/${provider}?${parameters}`;
  return browser.request(url, undefined, { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'same-site', ...headers });
}

const good = (provider = 'op') => ({ iss: deployment.provider(provider).issuer, sid });
const status = async (browser: Browser) => (await getSession(deployment.baseUrl, browser)).status;

/** The page that may be framed; gives the origins that may. */
async function expectPage(response: Response): Promise<readonly string[]> {
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  expect(response.headers.get('x-frame-options')).toBeNull();
  expect(await response.text()).toContain('<p>Other sites load this page out of sight when you sign out there.');
  const csp = response.headers.get('content-security-policy');
  expect(csp).toMatch(/^default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors http/);
  return csp?.split('frame-ancestors ')[1]?.split(' ') ?? [];
}

describe('loaded by the provider’s page in the browser that is signed in', () => {
  test('ends the session and clears its cookie, and may be in a frame of the provider’s two origins', async () => {
    const browser = await signedIn();
    const kept = browser.clone();
    const { user } = (await getSession(deployment.baseUrl, browser)).document;
    const response = await load(browser, { ...good(), unheard_of: 'x' });
    const { origin } = new URL(deployment.provider('op').issuer);
    expect(await expectPage(response)).toEqual([origin, origin.replace('127.0.0.1', 'localhost')]);
    const cookies = response.headers.getSetCookie();
    expect(cookies).toEqual(['postern-session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0']);
    expect([sessionCookie(browser), await status(kept)]).toEqual([undefined, 401]);
    const about = { actor: 'provider', provider: 'op', reason: 'front-channel logout' };
    const last = (await trailOf(deployment, String(user.id))).at(-1);
    expect(last).toMatchObject({ event: 'provider.signed_out', ...about });
  });

  test('ends the other sessions of the sid, and no other one', async () => {
    const [browser, lost, second] = [await signedIn(), await signedIn(), await signedIn({ sub: `second-${number}` })];
    const [elsewhere, at] = [await signedIn({ as: `${sid}x` }), await signedIn({ provider: 'other' })];
    await expectPage(await load(browser, good()));
    expect(await Promise.all([browser, lost, second, elsewhere, at].map(status))).toEqual([401, 401, 401, 200, 200]);
  });

  test('with a sid that equals the subject: ends only this session', async () => {
    const sub = `person-${number}`;
    const [browser, elsewhere] = [await signedIn({ as: sub }), await signedIn({ as: sub })];
    await expectPage(await load(browser, { ...good(), sid: sub }));
    expect(await Promise.all([browser, elsewhere].map(status))).toEqual([401, 200]);
  });

  test('wins over a login of the sid that is under way, and revives nothing', async () => {
    const browser = await signedIn();
    const [kept, tab] = [browser.clone(), browser.clone()];
    const callback = await reachCallback(deployment.baseUrl, tab, 'op', { login_hint: `person-${number}` });
    await load(browser, good());
    const late = await tab.request(callback, undefined, asJson);
    await expectProblem(late, { status: 400, code: 'login_not_found' });
    expect(await Promise.all([status(await signedIn()), status(kept)])).toEqual([200, 401]);
  });

  test('where each tenant has an issuer: by that of one that is listed', async () => {
    const browser = new Browser();
    const hint = { login_hint: `${tenants.one}/mia-${number}` };
    const { issuer } = deployment.provider('microsoft');
    deployment.provider('microsoft').misbehave({
      claims: (claims, { sub }) => {
        const [tid = '', oid = ''] = sub.split('/');
        return { ...claims, sid, tid, oid, iss: issuer.replace('{tenantid}', tid) };
      },
    });
    await signIn(deployment.baseUrl, browser, 'microsoft', hint);
    const refused = { status: 400, code: 'invalid_callback' };
    for (const tenant of [tenants.unlisted, '{tenantid}']) {
      const iss = issuer.replace('{tenantid}', tenant);
      await expectProblem(await load(browser, { iss, sid }, 'microsoft', asJson), refused);
    }
    expect(await status(browser)).toBe(200);
    await expectPage(await load(browser, { iss: issuer.replace('{tenantid}', tenants.one), sid }, 'microsoft'));
    expect(await status(browser)).toBe(401);
  });
});

/** Whatever was asked: the session lives, its cookie stays, and nothing at all was written. */
async function expectUntouched(signedIn: Browser, ask: () => Promise<Response>): Promise<Response> {
  const before = await deployment.table.rows('');
  const response = await ask();
  expect(response.headers.getSetCookie()).toEqual([]);
  expect(await deployment.table.rows('')).toEqual(before);
  expect(await status(signedIn)).toBe(200);
  return response;
}

describe('200, and nothing happens', () => {
  const expectNothing = async (browser: Browser, ask: () => Promise<Response>) => {
    const ancestors = await expectPage(await expectUntouched(browser, ask));
    expect(ancestors).toHaveLength(1);
  };

  test('without the cookie, as in a frame of another site', async () => {
    const browser = await signedIn();
    await expectNothing(browser, () => load(new Browser(), good(), 'op', { 'sec-fetch-site': 'cross-site' }));
  });

  test('in a browser that another session of the provider signed in, or another person', async () => {
    const [victim, attacker] = [await signedIn(), await signedIn({ as: `${sid}-a`, sub: `attacker-${number}` })];
    await expectNothing(victim, () => load(attacker, good()));
    expect(await status(attacker)).toBe(200);
  });

  test.each<[string, (sid: string) => string]>([
    ['another sid', () => 'sid-of-nobody'],
    ['part of it', (is) => is.slice(0, -1)],
    ['more than it', (is) => `${is} `],
    ['other letters', (is) => is.toUpperCase()],
    ['the key of an item', (is) => `${is}#SESSION`],
    ['the person’s identifier', () => `person-${number}`],
    ['a long one', () => 's'.repeat(4000)],
  ])('%s', async (_, change) => {
    const browser = await signedIn();
    await expectNothing(browser, () => load(browser, { ...good(), sid: change(sid) }));
  });

  test('a session to which the provider gave no sid, whatever is asked', async () => {
    const browser = await signedIn({ as: undefined });
    for (const asked of [`person-${number}`, 'undefined', 'null']) {
      await expectNothing(browser, () => load(browser, { ...good(), sid: asked }));
    }
  });

  test('another provider’s address, with its own issuer, for a sid that both have', async () => {
    const browser = await signedIn();
    await signedIn({ provider: 'other' });
    const ancestors = await expectPage(await expectUntouched(browser, () => load(browser, good('other'), 'other')));
    expect(ancestors).toEqual([new URL(deployment.provider('other').issuer).origin]);
  });

  test('a link, which the cookie goes along with from anywhere', async () => {
    const browser = await signedIn();
    for (const site of ['cross-site', 'none', 'same-origin']) {
      const headers = { 'sec-fetch-dest': 'document', 'sec-fetch-site': site };
      await expectNothing(browser, () => load(browser, good(), 'op', headers));
    }
  });

  test('a cookie that cannot be believed: two, or one that is cut', async () => {
    const browser = await signedIn();
    const cookie = `postern-session=${sessionCookie(browser)}`;
    for (const sent of [`${cookie}; ${cookie}`, cookie.slice(0, -1), cookie.replace('postern', 'Postern')]) {
      await expectNothing(browser, () => load(new Browser(), good(), 'op', { cookie: sent }));
    }
  });
});

describe('is refused, with the cookie and the sid of a session at hand', () => {
  const invalid = { status: 400, code: 'invalid_callback' };
  const issuer = () => deployment.provider('op').issuer;

  test.each<[string, () => Query]>([
    ['no iss', () => ({ sid })],
    ['an empty iss', () => ({ iss: '', sid })],
    ['no sid', () => ({ iss: issuer() })],
    ['an empty sid', () => ({ iss: issuer(), sid: '' })],
    ['neither', () => ({})],
    ['iss twice', () => ({ iss: [issuer(), issuer()], sid })],
    ['iss twice, one of them wrong', () => ({ iss: [issuer(), 'https://op.example'], sid })],
    ['sid twice', () => ({ iss: issuer(), sid: [sid, sid] })],
    ['sid twice, one of them empty', () => ({ iss: issuer(), sid: [sid, ''] })],
    ['the issuer of somebody', () => ({ iss: 'https://op.example', sid })],
    ['the issuer with a slash', () => ({ iss: `${issuer()}/`, sid })],
    ['the issuer’s host by another name', () => ({ iss: issuer().replace('127.0.0.1', 'localhost'), sid })],
    ['the issuer in other letters', () => ({ iss: issuer().replace('http', 'HTTP'), sid })],
    ['the issuer of another provider of ours', () => ({ iss: deployment.provider('other').issuer, sid })],
    ['parameters in other letters', () => ({ ISS: issuer(), SID: sid })],
  ])('%s', async (_, query) => {
    const browser = await signedIn();
    const response = await expectUntouched(browser, () => load(browser, query(), 'op', asJson));
    const document = await expectProblem(response, invalid);
    expect(JSON.stringify(document)).not.toContain(sid);
  });

  test('a refusal may be in nobody’s frame', async () => {
    const response = await load(new Browser(), { sid });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  test('too much', async () => {
    const browser = await signedIn();
    for (const query of [
      { ...good(), sid: 's'.repeat(4097) },
      { ...good(), more: 'x'.repeat(9000) },
    ]) {
      const response = await expectUntouched(browser, () => load(browser, query, 'op', asJson));
      await expectProblem(response, { status: 413, code: 'too_large' });
    }
  });

  test('a provider that is none, another method, and a form', async () => {
    const browser = await signedIn();
    for (const name of ['none', '__proto__', 'OP']) {
      const response = await expectUntouched(browser, () => load(browser, good(), name, asJson));
      await expectProblem(response, { status: 404, code: 'unknown_provider' });
    }
    const url = `${deployment.baseUrl}/logout/frontchannel/op`;
    const asForm = await expectUntouched(browser, () => browser.request(url, good(), asJson));
    await expectProblem(asForm, { status: 405, code: 'method_not_allowed' });
  });
});
