import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enter, switchProvider } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, getSession, linkProvider, reachCallback, signIn } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [{ name: 'op', config: { label: 'First <b>' } }, { name: 'other' }],
    config: { landingPage: '/account?from=home' },
  });
});
afterAll(() => deployment.close());

async function signedIn(person: string): Promise<Browser> {
  return (await enter(deployment, 'op', person)).browser;
}

const account = (browser: Browser, query = '', headers = {}) =>
  browser.request(`${deployment.baseUrl}/account${query}`, undefined, headers);
const documentOf = async (browser: Browser) => Object(await (await account(browser, '', asJson)).json());

describe('GET /account', () => {
  test('for a person who is not signed in leads to the sign-in page and back; for a program it is 401', async () => {
    const page = await account(new Browser());
    expect([page.status, page.headers.get('location')]).toEqual([302, '/login?return_to=%2Faccount']);
    await expectProblem(await account(new Browser(), '', asJson), { status: 401, code: 'no_session' });
  });

  test('as a document is that of GET /session and more', async () => {
    const browser = await signedIn('ann');
    await signIn(deployment.baseUrl, browser, 'op', { login_hint: 'ann' });
    const { user, session, sign_ins, sessions, providers } = await documentOf(browser);
    expect({ user, session }).toEqual((await getSession(deployment.baseUrl, browser)).document);
    const trace = { at: expect.any(String), ip: '127.0.0.1' };
    expect(sign_ins).toEqual({ count: 2, current: trace, last: trace });
    expect(sessions).toEqual([expect.objectContaining({ id: session.id, current: true })]);
    expect(providers).toEqual([
      {
        ...{
          name: 'op',
          label: 'First <b>',
          enabled: true,
          linked: true,
          uid: 'ann',
          can_link: false,
          can_unlink: false,
        },
        ...{ linked_at: expect.any(String), last_sign_in_at: expect.any(String) },
      },
      { name: 'other', label: expect.any(String), enabled: true, linked: false, can_link: true, can_unlink: false },
    ]);
  });

  test('as a page shows them, and may lead on only to the providers', async () => {
    const browser = await signedIn('ben');
    const page = await account(browser);
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(html).toContain('<code>ben</code>');
    expect(html).toContain('This is your last way in');
    expect(html).toContain('action="/account/providers/other"');
    expect(html).toContain('First &lt;b&gt;');
    const policy = page.headers.get('content-security-policy') ?? '';
    const [, targets = ''] = /form-action ([^;]*);/.exec(policy) ?? [];
    expect(targets.split(' ').sort()).toEqual(
      ["'self'", deployment.provider('op').issuer, deployment.provider('other').issuer].sort(),
    );
  });

  test('keeps an address’s line breaks, and in documents the order of its parts from call to call', async () => {
    const parts = { street_address: 'Keizersgracht 1\r\n 2nd floor', locality: 'Amsterdam', region: 'Noord-Holland' };
    const address = {
      formatted: 'Keizersgracht 1\n1015 CJ <b>\n\nNL',
      ...parts,
      postal_code: '1015 CJ',
      country: 'NL',
    };
    deployment.provider('op').setPerson('lin', { name: 'Lin', address });
    const browser = await signedIn('lin');
    await linkProvider(deployment.baseUrl, browser, 'other', { login_hint: 'lin' });
    const seen = new Set<string>();
    for (let turn = 0; turn < 10; turn += 1) seen.add(JSON.stringify((await documentOf(browser)).user));
    expect(seen.size).toBe(1);
    const { user } = await documentOf(browser);
    expect(Object.entries(user.address)).toEqual([
      ['formatted', 'Keizersgracht 1\n1015 CJ <b>\nNL'],
      ['street_address', 'Keizersgracht 1\n2nd floor'],
      ...Object.entries({ locality: 'Amsterdam', region: 'Noord-Holland', postal_code: '1015 CJ', country: 'NL' }),
    ]);
    expect(await (await account(browser)).text()).toContain(
      '<bdi class="lines">Keizersgracht 1\n1015 CJ &lt;b&gt;\nNL</bdi>',
    );
  });

  test('calls a client that is no browser by the name of its product', async () => {
    const browser = new Browser();
    const callback = await reachCallback(deployment.baseUrl, browser, 'op', { login_hint: 'cur' });
    await browser.request(callback, undefined, { 'user-agent': 'curl/7.88.1' });
    expect(await (await account(browser)).text()).toContain('<bdi>curl</bdi> <span class="tag">this session</span>');
  });

  test('shows a notice that it knows, and never what the address says', async () => {
    const browser = await signedIn('cleo');
    const titles: Record<string, string> = {
      linked: 'Linked',
      unlinked: 'Unlinked',
      session_ended: 'Session ended',
      sessions_ended: 'All other sessions ended',
    };
    for (const [name, title] of Object.entries(titles)) {
      expect(await (await account(browser, `?notice=${name}`)).text()).toContain(`<p class="title">${title}</p>`);
    }
    for (const name of ['', '__proto__', 'constructor', 'call+555+now', 'Linked']) {
      const html = await (await account(browser, `?notice=${name}`)).text();
      expect(html).not.toContain('role="status"');
      expect(html).not.toMatch(/call.{1,3}555/);
    }
  });
});

describe('a provider that is switched off', () => {
  test('is said to be so, is no way in that is left, and cannot be linked', async () => {
    const browser = await signedIn('dora');
    await switchProvider(deployment, 'other', false);
    const { providers } = await documentOf(browser);
    expect(providers[1]).toMatchObject({ name: 'other', enabled: false });
    expect(await (await account(browser)).text()).not.toContain('action="/account/providers/other"');
  });
});

test('the start leads to the landing page', async () => {
  const response = await new Browser().request(`${deployment.baseUrl}/`);
  expect([response.status, response.headers.get('location')]).toEqual([302, '/account?from=home']);
});
