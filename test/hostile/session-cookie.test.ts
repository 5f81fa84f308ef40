import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, getSession, sessionCookie, signIn } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

let deployment: Deployment;
let cookie: string;
const noSession = { status: 401, code: 'no_session' };
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [{ name: 'op' }],
    config: { appOrigins: ['https://app.example.com'] },
  });
  const browser = new Browser();
  await signIn(deployment.baseUrl, browser, 'op');
  cookie = sessionCookie(browser) ?? '';
});
afterAll(() => deployment.close());

const ask = (header: string) => fetch(`${deployment.baseUrl}/session`, { headers: { ...asJson, cookie: header } });

describe('a session cookie that is not as we set it', () => {
  test.each<[string, () => string]>([
    ['sent twice', () => `postern-session=${cookie}; postern-session=${cookie}`],
    ['sent twice, the other one malformed', () => `postern-session=x; postern-session=${cookie}`],
    ['empty', () => 'postern-session='],
    ['cut', () => `postern-session=${cookie.slice(0, -1)}`],
    ['too long', () => `postern-session=${cookie}A`],
    ['padded', () => `postern-session=${cookie}=`],
    ['quoted', () => `postern-session="${cookie}"`],
    ['with a character that is none of base64url', () => `postern-session=${cookie.slice(0, -1)}+`],
    ['percent-encoded', () => `postern-session=%${cookie.charCodeAt(0).toString(16)}${cookie.slice(1)}`],
    ['of another name in case', () => `Postern-Session=${cookie}`],
    ['of a longer name', () => `xpostern-session=${cookie}`],
    ['with the name of a deployment on https', () => `__Host-postern-session=${cookie}`],
    ['after a character that is no white space of cookies', () => `\u00a0postern-session=${cookie}`],
    ['of somebody who is not there', () => `postern-session=${'A'.repeat(64)}`],
    ['with another secret', () => `postern-session=${cookie.slice(0, 40)}${'A'.repeat(24)}`],
    ['with another user', () => `postern-session=${'A'.repeat(20)}${cookie.slice(20)}`],
  ])('%s: 401', async (_, header) => {
    await expectProblem(await ask(header()), noSession);
  });

  test('among others, it is found', async () => {
    for (const header of [`a=b; postern-session=${cookie};c=d`, `a="x; y";\tpostern-session=${cookie}`]) {
      expect((await ask(header)).status).toBe(200);
    }
  });
});

describe('a cross-site request to sign out', () => {
  test.each<[string, Record<string, string>]>([
    ['foreign Origin', { origin: 'https://evil.example' }],
    ['Origin null', { origin: 'null' }],
    ['our host under another scheme', { origin: 'https://localhost' }],
    ['an origin that begins as ours', { origin: 'http://localhost.evil.example' }],
    ['a listed origin with a path', { origin: 'https://app.example.com/' }],
    ['a listed origin in capitals', { origin: 'https://APP.example.com' }],
    ['two origins', { origin: 'https://app.example.com, https://evil.example' }],
    ['cross-site without Origin', { 'sec-fetch-site': 'cross-site' }],
    ['same-site without Origin', { 'sec-fetch-site': 'same-site' }],
    ['cross-site with a foreign Origin', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ])('%s: refused, and the session lives', async (_, headers) => {
    const browser = new Browser();
    await signIn(deployment.baseUrl, browser, 'op');
    const response = await browser.request(`${deployment.baseUrl}/logout`, {}, { ...asJson, ...headers });
    await expectProblem(response, { status: 403, code: 'bad_origin' });
    expect((await getSession(deployment.baseUrl, browser)).status).toBe(200);
  });

  test('GET never signs out', async () => {
    const browser = new Browser();
    await signIn(deployment.baseUrl, browser, 'op');
    const response = await browser.request(`${deployment.baseUrl}/logout`, undefined, asJson);
    expect(response.headers.get('allow')).toBe('POST');
    await expectProblem(response, { status: 405, code: 'method_not_allowed' });
    expect((await getSession(deployment.baseUrl, browser)).status).toBe(200);
  });

  test.each<[string, () => Record<string, string>]>([
    ['our own origin', () => ({ origin: deployment.baseUrl, 'sec-fetch-site': 'same-origin' })],
    ['our own page with its no-referrer policy', () => ({ origin: 'null', 'sec-fetch-site': 'same-origin' })],
    ['a listed app', () => ({ origin: 'https://app.example.com', 'sec-fetch-site': 'cross-site' })],
    ['no browser at all', () => ({})],
  ])('%s may', async (_, headers) => {
    const browser = new Browser();
    await signIn(deployment.baseUrl, browser, 'op');
    const kept = browser.clone();
    expect((await browser.request(`${deployment.baseUrl}/logout`, {}, headers())).status).toBe(303);
    expect((await getSession(deployment.baseUrl, kept)).status).toBe(401);
  });
});
