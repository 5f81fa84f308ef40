import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { switchProvider } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, attemptCookies, getSession, locationOf } from '../support/login.ts';
import { microsoft, tenants } from '../support/programmable-provider/microsoft.ts';
import { expectProblem } from '../support/refusal.ts';
import { returnToPayloads } from './return-to-payloads.ts';

let deployment: Deployment;
const app = 'https://app.example.com';
beforeAll(async () => {
  const twin = { name: 'twin', config: { label: 'The same again' } };
  deployment = await startDeployment({
    providers: [{ name: 'op' }, twin, { name: 'off', config: { enabled: false } }, microsoft('microsoft')],
    config: { appOrigins: [app], autoSignInWithProvider: 'twin' },
  });
});
afterAll(() => deployment.close());

const issuer = (name = 'op') => deployment.provider(name).issuer;
const names = ['op', 'twin', 'off', 'microsoft'];
const callsToAnybody = () => names.map((name) => deployment.provider(name).calls('discovery'));

/** Opens the sign-in page’s address with these parameters. */
function ask(browser: Browser, query: Record<string, string> | string, headers: Record<string, string> = {}) {
  const parameters = typeof query === 'string' ? query : new URLSearchParams(query).toString();
  return browser.request(`${deployment.baseUrl}/login?${parameters}`, undefined, headers);
}

describe('a login that a third party initiates', () => {
  test('is a whole login, with what the third party says of who and where', async () => {
    const browser = new Browser();
    const query = { iss: issuer(), login_hint: 'ann', target_link_uri: `${app}/reports?a=b` };
    const start = await ask(browser, query, { 'sec-fetch-site': 'cross-site', referer: 'https://portal.example/' });
    expect(start.status).toBe(302);
    const authorization = locationOf(start);
    expect(authorization.origin).toBe(new URL(issuer()).origin);
    const sent = Object.fromEntries(authorization.searchParams);
    const ours = { client_id: 'client-1', response_type: 'code', code_challenge_method: 'S256' };
    expect(sent).toMatchObject({ ...ours, login_hint: 'ann', redirect_uri: `${deployment.baseUrl}/callback/op` });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(sent[name]).toMatch(/^[\w-]{43}$/);
    expect(Object.keys(sent)).not.toEqual(expect.arrayContaining(['iss']));
    expect(Object.keys(sent)).not.toEqual(expect.arrayContaining(['target_link_uri']));

    const done = await browser.request(locationOf(await browser.request(authorization)));
    expect([done.status, done.headers.get('location')]).toEqual([303, `${app}/reports?a=b`]);
    const { document } = await getSession(deployment.baseUrl, browser);
    expect(document.user.identities).toMatchObject([{ provider: 'op', uid: 'ann' }]);
  });

  test('leads where any login leads where the third party does not say, or to return_to', async () => {
    for (const [query, location] of [
      [{ iss: issuer() }, '/'],
      [{ iss: issuer(), return_to: '/x' }, '/x'],
    ] as const) {
      const browser = new Browser();
      const authorization = locationOf(await ask(browser, query));
      const done = await browser.request(locationOf(await browser.request(authorization)));
      expect([done.status, done.headers.get('location')]).toEqual([303, location]);
    }
  });

  test('goes to the issuer’s provider and not to the one of autoSignInWithProvider, whatever else is asked', async () => {
    for (const more of ['', '&auto_sign_in=false', '&signed_out=true', '&iss_=x']) {
      const response = await ask(new Browser(), `iss=${encodeURIComponent(issuer())}${more}`);
      expect(locationOf(response).searchParams.get('redirect_uri')).toBe(`${deployment.baseUrl}/callback/op`);
    }
  });

  test('where each tenant has an issuer: by that of one that is listed', async () => {
    const response = await ask(new Browser(), { iss: issuer('microsoft').replace('{tenantid}', tenants.two) });
    expect(locationOf(response).searchParams.get('redirect_uri')).toBe(`${deployment.baseUrl}/callback/microsoft`);
  });

  test('passes on what a login may choose, and nothing of the protocol’s own', async () => {
    const evil = { client_id: 'evil', redirect_uri: 'https://evil.example', state: 'x', nonce: 'x', scope: 'all' };
    const response = await ask(new Browser(), { iss: issuer(), ui_locales: 'nl', ...evil, login_hint: '\u0000' });
    const { searchParams } = locationOf(response);
    expect(searchParams.get('ui_locales')).toBe('nl');
    expect(searchParams.get('redirect_uri')).toBe(`${deployment.baseUrl}/callback/op`);
    expect(searchParams.has('login_hint')).toBe(false);
    expect(searchParams.toString()).not.toMatch(/evil|state=x&|nonce=x&/);
  });

  test('at a provider that operators have switched off: provider_disabled', async () => {
    await switchProvider(deployment, 'op', false);
    const response = await ask(new Browser(), { iss: issuer() }, asJson);
    await switchProvider(deployment, 'op', true);
    await expectProblem(response, { status: 403, code: 'provider_disabled' });
  });
});

/** Refused: no call to anybody, no attempt, nowhere to go. */
async function expectRefused(query: Record<string, string> | string, code: string) {
  const [before, browser] = [callsToAnybody(), new Browser()];
  const response = await ask(browser, query, asJson);
  expect(response.headers.get('location')).toBeNull();
  expect(response.headers.getSetCookie()).toEqual([]);
  expect(attemptCookies(browser)).toEqual([]);
  expect(callsToAnybody()).toEqual(before);
  return expectProblem(response, { status: 400, code });
}

describe('an issuer that is none of ours', () => {
  const encoded = (name = 'op') => encodeURIComponent(issuer(name));

  test.each<[string, () => string]>([
    ['empty', () => 'iss='],
    ['without a value', () => 'iss'],
    ['unknown', () => 'iss=https%3A%2F%2Fop.example'],
    ['with a slash more', () => `iss=${encoded()}%2F`],
    ['with a space more', () => `iss=${encoded()}%20`],
    ['in other letters', () => `iss=${encoded().replace('http', 'HTTP')}`],
    ['another name of the host', () => `iss=${encoded().replace('127.0.0.1', 'localhost')}`],
    ['with a query', () => `iss=${encoded()}%3Fa`],
    ['of a provider that is not enabled', () => `iss=${encoded('off')}`],
    ['the template of many', () => `iss=${encoded('microsoft')}`],
    ['of a tenant that is not listed', () => `iss=${encoded('microsoft').replace('%7Btenantid%7D', tenants.unlisted)}`],
    ['a provider’s name', () => 'iss=op'],
    ['a name of every object', () => 'iss=__proto__'],
    ['twice', () => `iss=${encoded()}&iss=${encoded()}`],
    ['twice, one of them wrong', () => `iss=${encoded()}&iss=https%3A%2F%2Fop.example`],
    ['twice, one of them empty', () => `iss=&iss=${encoded()}`],
    ['an address of the network within', () => 'iss=http%3A%2F%2F169.254.169.254%2F'],
  ])('%s: 400, and nobody is asked', async (_, query) => {
    await expectRefused(query(), 'unknown_issuer');
  });

  test('the page says so, and neither shows nor links what was sent', async () => {
    const response = await ask(new Browser(), { iss: 'https://evil.example', login_hint: 'hinted' });
    expect(response.status).toBe(400);
    const page = await response.text();
    expect(page).toContain('The link names no way to sign in');
    expect(page).toContain('href="/login?auto_sign_in=false"');
    expect(page).not.toMatch(/evil|hinted/);
  });
});

describe('a target that is not allowed', () => {
  test('not one of the payloads is let in, and nobody is asked', async () => {
    const payloads = returnToPayloads(deployment.baseUrl);
    const before = callsToAnybody();
    const letIn: string[] = [];
    for (const payload of payloads) {
      const query = { iss: issuer(), target_link_uri: payload.toWellFormed() };
      const response = await ask(new Browser(), query, asJson);
      const { code } = Object(await response.json().catch(() => ({})));
      const leads = response.headers.has('location') || response.headers.has('set-cookie');
      if (response.status !== 400 || code !== 'return_to_not_allowed' || leads) letIn.push(JSON.stringify(payload));
    }
    expect(letIn).toEqual([]);
    expect(callsToAnybody()).toEqual(before);
  });

  test.each([
    ['twice', 'target_link_uri=/a&target_link_uri=/a'],
    ['beside return_to', 'target_link_uri=/a&return_to=/a'],
    ['a return_to', 'return_to=//evil.example'],
    ['empty', 'target_link_uri='],
  ])('%s', async (_, query) => {
    await expectRefused(`iss=${encodeURIComponent(issuer())}&${query}`, 'return_to_not_allowed');
  });
});

test('without iss it is the sign-in page that it was', async () => {
  const query = 'auto_sign_in=false&target_link_uri=//evil.example&login_hint=ann';
  const page = await (await ask(new Browser(), query)).text();
  expect(page.match(/data-provider="[^"]+"/g)).toHaveLength(3);
  expect(page).not.toMatch(/evil|ann/);
  expect(locationOf(await ask(new Browser(), 'ISS=x')).pathname).toBe('/login/twin');
});
