import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enter, switchProvider } from '../../support/accounts.ts';
import { Browser } from '../../support/browser.ts';
import { type Deployment, startDeployment } from '../../support/deployment.ts';
import { asJson, reachCallback, startLogin } from '../../support/login.ts';
import { expectProblem } from '../../support/refusal.ts';

const icon = 'data:image/png;base64,iVBORw0KGgo=';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [
      { name: 'op', config: { label: 'Corporate <login>', icon, args: { prompt: 'login', acr_values: 'high' } } },
      { name: 'plain-one' },
      { name: 'off', config: { enabled: false, label: 'Switched off' } },
    ],
    config: {
      autoSignInWithProvider: 'op',
      landingPage: 'https://app.example.com/start',
      appOrigins: ['https://app.example.com'],
      syncProfileFromProvider: ['op'],
    },
  });
});
afterAll(() => deployment.close());

const visit = (query: string) => new Browser().request(`${deployment.baseUrl}/login${query}`);
const page = async (query = '') => (await visit(`?auto_sign_in=false${query}`)).text();

describe('label, icon and args', () => {
  test('are those of the configuration', async () => {
    const html = await page();
    expect(html).toContain('Sign in with Corporate &lt;login&gt;');
    expect(html).toContain(`src="${icon}"`);
    const { searchParams } = await startLogin(deployment.baseUrl, new Browser(), 'op', { prompt: 'none' });
    expect([searchParams.get('prompt'), searchParams.get('acr_values')]).toEqual(['login', 'high']);
  });

  test('are the name, the built-in icon and nothing where it says nothing', async () => {
    const html = await page();
    expect(html).toMatch(/data-provider="plain-one"><svg.*?Sign in with Plain One</s);
    const { searchParams } = await startLogin(deployment.baseUrl, new Browser(), 'plain-one');
    expect([searchParams.get('prompt'), searchParams.get('acr_values')]).toEqual([null, null]);
  });
});

describe('a provider with enabled: false', () => {
  test('has no button and no routes', async () => {
    const html = await page();
    expect(html.match(/data-provider="[^"]+"/g)).toEqual(['data-provider="op"', 'data-provider="plain-one"']);
    for (const path of ['/login/off', '/callback/off']) {
      const response = await new Browser().request(deployment.baseUrl + path, undefined, asJson);
      await expectProblem(response, { status: 404, code: 'unknown_provider' });
    }
  });
});

describe('autoSignInWithProvider', () => {
  test('goes straight on, where it was to lead included', async () => {
    expect((await visit('')).headers.get('location')).toBe('/login/op');
    expect((await visit('?return_to=%2Fx')).headers.get('location')).toBe('/login/op?return_to=%2Fx');
  });

  test.each(['?auto_sign_in=false', '?signed_out=true'])('not with %s', async (query) => {
    const response = await visit(query);
    expect([response.status, response.headers.get('location')]).toEqual([200, null]);
  });

  test('not when there is something to be told: who declined sees the page, with an alert', async () => {
    deployment.provider('op').misbehave({
      authorization(response) {
        response.delete('code');
        response.set('error', 'access_denied');
      },
    });
    const browser = new Browser();
    const declined = await browser.request(await reachCallback(deployment.baseUrl, browser, 'op'));
    deployment.provider('op').misbehave({});
    expect([declined.status, declined.headers.get('location')]).toEqual([403, null]);
    expect(await declined.text()).toContain('role="alert"');
  });

  test('not while its provider is switched off', async () => {
    await switchProvider(deployment, 'op', false);
    const response = await visit('');
    expect([response.status, response.headers.get('location')]).toEqual([200, null]);
    expect(await response.text()).not.toContain('data-provider="op"');
    // Who was on the way there is told, and led back to where nothing goes on by itself.
    const refused = await new Browser().request(`${deployment.baseUrl}/login/op`);
    expect([refused.status, await refused.text()]).toEqual([
      403,
      expect.stringContaining('href="/login?auto_sign_in=false'),
    ]);
    await switchProvider(deployment, 'op', true);
    expect((await visit('')).status).toBe(302);
  });
});

describe('landingPage', () => {
  test('is where a login leads that asks for nothing else, and where the start page leads', async () => {
    const { browser } = await enter(deployment, 'op', 'ann');
    const home = await browser.request(`${deployment.baseUrl}/`);
    expect([home.status, home.headers.get('location')]).toEqual([302, 'https://app.example.com/start']);
    for (const [query, location] of [
      [{}, 'https://app.example.com/start'],
      [{ return_to: '/account' }, '/account'],
    ] as const) {
      const callback = await reachCallback(deployment.baseUrl, browser, 'op', { ...query });
      expect((await browser.request(callback)).headers.get('location')).toBe(location);
    }
  });
});

test('syncProfileAttributes defaults to the email address only', async () => {
  const provider = deployment.provider('op');
  provider.setPerson('bea', { name: 'Old', organization: 'Old', email: 'old@example.com', email_verified: true });
  await enter(deployment, 'op', 'bea');
  provider.setPerson('bea', { name: 'New', organization: 'New', email: 'new@example.com', email_verified: true });
  const { userId } = await enter(deployment, 'op', 'bea');
  const [user] = (await deployment.table.rows(`USER#${userId}`)).filter(({ sk }) => sk === 'PROFILE');
  expect(user?.['profile']).toMatchObject({ name: 'Old', organization: 'Old', email: 'new@example.com' });
});
