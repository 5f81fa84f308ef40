import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enter, switchProvider } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { type House, startHouse } from '../support/house.ts';
import { asJson, getSession, signIn } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

let house: House;
beforeAll(async () => {
  house = await startHouse({
    providers: [{ name: 'op', config: { label: 'First <b>' } }, { name: 'other' }],
    config: { landingPage: '/account?from=home' },
  });
});
afterAll(() => house.close());

async function signedIn(person: string): Promise<Browser> {
  return (await enter(house, 'op', person)).browser;
}

const account = (browser: Browser, query = '', headers = {}) =>
  browser.request(`${house.baseUrl}/account${query}`, undefined, headers);
const documentOf = async (browser: Browser) => Object(await (await account(browser, '', asJson)).json());

describe('GET /account', () => {
  test('for a person who is not signed in leads to the sign-in page and back; for a program it is 401', async () => {
    const page = await account(new Browser());
    expect([page.status, page.headers.get('location')]).toEqual([302, '/login?return_to=%2Faccount']);
    await expectProblem(await account(new Browser(), '', asJson), { status: 401, code: 'no_session' });
  });

  test('as a document is that of GET /session and more', async () => {
    const browser = await signedIn('ann');
    await signIn(house.baseUrl, browser, 'op', { login_hint: 'ann' });
    const { user, session, sign_ins, sessions, providers } = await documentOf(browser);
    expect({ user, session }).toEqual((await getSession(house.baseUrl, browser)).document);
    const trace = { at: expect.any(String), ip: '127.0.0.1' };
    expect(sign_ins).toEqual({ count: 2, current: trace, last: trace });
    expect(sessions).toEqual([expect.objectContaining({ id: session.id, current: true })]);
    expect(providers).toEqual([
      {
        ...{ name: 'op', label: 'First <b>', enabled: true, linked: true, uid: 'ann', can_unlink: false },
        ...{ linked_at: expect.any(String), last_sign_in_at: expect.any(String) },
      },
      { name: 'other', label: expect.any(String), enabled: true, linked: false, can_unlink: false },
    ]);
  });

  test('as a page shows them, and may lead on to the providers alone', async () => {
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
      ["'self'", house.provider('op').issuer, house.provider('other').issuer].sort(),
    );
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
      expect(html).not.toContain('555');
    }
  });
});

describe('a provider that is switched off', () => {
  test('is said to be so, is no way in that is left, and cannot be linked', async () => {
    const browser = await signedIn('dora');
    await switchProvider(house, 'other', false);
    const { providers } = await documentOf(browser);
    expect(providers[1]).toMatchObject({ name: 'other', enabled: false });
    expect(await (await account(browser)).text()).not.toContain('action="/account/providers/other"');
  });
});

test('the start leads to the landing page', async () => {
  const response = await new Browser().request(`${house.baseUrl}/`);
  expect([response.status, response.headers.get('location')]).toEqual([302, '/account?from=home']);
});
