import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { locationOf, reachAnswer, readFirstForm, signIn, startLink, startLogin } from '../support/login.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [{ name: 'op' }, { name: 'posting', config: { responseMode: 'form_post' } }],
  });
});
afterAll(() => deployment.close());

test('every redirect after a POST is 303, one to the provider after a GET 302', async () => {
  const { baseUrl } = deployment;
  const browser = new Browser();
  await signIn(baseUrl, browser, 'op');
  const link = await startLink(baseUrl, browser, 'posting', { login_hint: 'second' });
  const { action, fields } = readFirstForm(await (await browser.request(locationOf(link))).text());
  const linked = await browser.request(action, fields);
  const rest = [
    ['/account/providers/posting', { _method: 'DELETE' }],
    ['/sessions?except=current', { _method: 'DELETE' }],
    ['/logout', {}],
  ] as const;
  const statuses = [link.status, linked.status];
  for (const [path, form] of rest) {
    statuses.push((await browser.request(baseUrl + path, form, { origin: baseUrl })).status);
  }
  expect(statuses).toEqual([303, 303, 303, 303, 303]);
  expect((await browser.request(`${baseUrl}/login/op`)).status).toBe(302);
});

function cookiesOf({ cookies }: Browser): string {
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** A Set-Cookie line's name and attributes, apart from value and age. */
function attributesOf(line = ''): string {
  const [pair = '', ...attributes] = line.split('; ');
  return [pair.slice(0, pair.indexOf('=')), ...attributes.filter((one) => !one.startsWith('Max-Age='))].join('; ');
}

describe('a cookie is cleared with the attributes it was set with', () => {
  const ageOf = (line = '') => /Max-Age=(\d+)/.exec(line)?.[1];

  test.each(['op', 'posting'])('that of an attempt at %s', async (name) => {
    const { baseUrl } = deployment;
    const browser = new Browser();
    const start = await browser.request(`${baseUrl}/login/${name}`);
    const [set = ''] = start.headers.getSetCookie();
    expect(ageOf(set)).toBe('600');
    expect(set).toMatch(/^[\w-]+=[\w-]+; /);
    const answer = await reachAnswer(baseUrl, browser, name);
    const done = await browser.request(answer.url, answer.form);
    const cleared = done.headers.getSetCookie().find((line) => ageOf(line) === '0');
    expect(attributesOf(cleared).split('; ').slice(1)).toEqual(attributesOf(set).split('; ').slice(1));
    expect(cleared).toMatch(/^postern-login-[\w-]{16}=; /);
    const refusedBrowser = new Browser();
    await startLogin(baseUrl, refusedBrowser, name);
    const [attempt] = refusedBrowser.cookies;
    expect(`${attempt?.name}${attempt?.value}`.length).toBeLessThanOrEqual(4096);
  });

  test('that of a sign-out at the provider', async () => {
    const { baseUrl } = deployment;
    const browser = new Browser();
    await signIn(baseUrl, browser, 'op');
    const away = await browser.request(`${baseUrl}/logout`, {}, { origin: baseUrl });
    const set = away.headers.getSetCookie().find((line) => line.startsWith('postern-logout='));
    expect(ageOf(set)).toBe('600');
    expect(set).toMatch(/^postern-logout=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; /);
    const back = await browser.request(locationOf(await browser.request(locationOf(away))));
    expect(back.headers.getSetCookie().map(attributesOf)).toEqual([attributesOf(set)]);
    expect(back.headers.getSetCookie().map(ageOf)).toEqual(['0']);
  });

  test('that of a session, however it ends', async () => {
    const { baseUrl } = deployment;
    for (const end of ['POST /logout', 'DELETE /sessions']) {
      const browser = new Browser();
      const response = await signIn(baseUrl, browser, 'op');
      const set = response.headers.getSetCookie().find((line) => line.startsWith('postern-session='));
      expect(ageOf(set)).toBe(String(7 * 24 * 3600));
      expect(set).toMatch(/^postern-session=[\w-]{64}; Path=\/; HttpOnly; SameSite=Lax; /);
      const [method = '', path] = end.split(' ');
      const headers = { cookie: cookiesOf(browser), origin: baseUrl };
      const ended = await fetch(baseUrl + path, { method, headers, redirect: 'manual' });
      const cleared = ended.headers.getSetCookie().filter((line) => line.startsWith('postern-session='));
      expect(cleared.map(attributesOf)).toEqual([attributesOf(set)]);
      expect(cleared.map(ageOf)).toEqual(['0']);
    }
  });
});
