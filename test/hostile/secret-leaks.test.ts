import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from '../support/browser.ts';
import { type FaultyDeployment, startFaultyDeployment } from '../support/faulty-deployment.ts';
import {
  asJson,
  linkProvider,
  reachAnswer,
  reachCallback,
  sendAnswer,
  sessionCookie,
  signIn,
  unlinkProvider,
} from '../support/login.ts';
import type { Misbehaviour } from '../support/programmable-provider/index.ts';
import { claims, spoiltSignature } from '../support/programmable-provider/misbehaviours.ts';
import { json, page, redirect, reset } from '../support/programmable-provider/replies.ts';
import { SecretRecorder } from '../support/secret-recorder.ts';

let deployment: FaultyDeployment;
const recorder = new SecretRecorder();
const newBrowser = (): Browser => recorder.browser(deployment.baseUrl);

beforeAll(async () => {
  const posting = { responseMode: 'form_post', tokenEndpointAuthMethod: 'client_secret_post' };
  deployment = await startFaultyDeployment({
    providers: [{ name: 'op' }, { name: 'hs', algorithm: 'HS256' }, { name: 'posting', config: posting }],
  });
  await walkThrough();
});
afterAll(() => deployment.close());

/** Whole journeys and their ends, then as many failures as there are ways to fail. */
async function walkThrough(): Promise<void> {
  const { baseUrl } = deployment;
  const sid = (name: string) => recorder.recording(claims({ sid: `sid-of-${name}` }));
  for (const name of ['op', 'hs', 'posting']) {
    deployment.provider(name).misbehave(sid(name));
    const browser = newBrowser();
    await sendAnswer(browser, await reachAnswer(baseUrl, browser, name, { login_hint: name }));
    if (sessionCookie(browser) === undefined) throw new Error(`nobody was signed in at ${name}`);
    for (const path of ['/session', '/sessions', '/account']) await browser.request(baseUrl + path);
    const token = await browser.request(`${baseUrl}/session/token`, {}, { ...asJson, origin: baseUrl });
    recorder.add(Object(await token.json()).access_token);
    await logOut(browser, name, { sid: `sid-of-${name}` });
  }
  await linkAndSignOut();
  for (const misbehaviour of failures()) {
    deployment.provider('op').misbehave(recorder.recording(misbehaviour));
    await signIn(baseUrl, newBrowser(), 'op', { max_age: '100' });
  }
  deployment.provider('op').misbehave(recorder.recording());
  await failAtTheTable();
  await sendWhatIsWrong();
}

/** The provider's logout tokens: a good one, the same again, and a bad one. */
async function logOut(browser: Browser, name: string, target: object): Promise<void> {
  const [good, bad] = [{ ...target }, { ...target, nonce: 'n' }];
  for (const wanted of [good, bad]) {
    const logout_token = await deployment.provider(name).logoutToken(wanted);
    recorder.add(logout_token);
    for (const path of ['/logout/backchannel/', '/callback/']) {
      await browser.request(`${deployment.baseUrl}${path}${name}`, { logout_token });
    }
  }
}

async function linkAndSignOut(): Promise<void> {
  const browser = newBrowser();
  await signIn(deployment.baseUrl, browser, 'op');
  await linkProvider(deployment.baseUrl, browser, 'hs', { login_hint: 'linked' });
  await unlinkProvider(deployment.baseUrl, browser, 'hs');
  await browser.request(`${deployment.baseUrl}/logout`, {});
}

const failures = (): readonly Misbehaviour[] => [
  ...[json(500, {}), json(401, { error: 'invalid_client' }), json(400, { error: 'invalid_grant' }), page, reset].map(
    (token) => ({ replies: { token } }),
  ),
  ...[json(500, {}), redirect('/token'), page, reset].map((userinfo) => ({ replies: { userinfo } })),
  ...[{ iss: 'x' }, { sub: '' }, { aud: 'x' }, { exp: 1 }, { nonce: 'x' }, { auth_time: 1 }, { at_hash: 'x' }].map(
    claims,
  ),
  { authorization: (response) => response.set('iss', 'https://op.example') },
  { authorization: (response) => response.set('error', 'server_error') },
  { tokens: (tokens) => ({ ...tokens, access_token: `${tokens['access_token']} and more` }) },
  { userinfo: (told) => ({ ...told, sub: 'somebody else' }) },
  spoiltSignature,
];

async function failAtTheTable(): Promise<void> {
  const browser = newBrowser();
  await signIn(deployment.baseUrl, browser, 'op');
  for (const operation of ['PutItem', 'TransactWriteItems', 'GetItem', 'BatchGetItem', 'Query']) {
    const callback = await reachCallback(deployment.baseUrl, browser, 'op');
    deployment.dynamodb.fault((called) => (called === operation ? 'fail' : undefined));
    await browser.request(callback);
    for (const path of ['/session', '/account', '/sessions']) await browser.request(deployment.baseUrl + path);
    await logOut(browser, 'op', { sid: 'sid-of-op' });
    deployment.dynamodb.heal();
  }
}

/** Requests that are wrong, with secrets in them. */
async function sendWhatIsWrong(): Promise<void> {
  const browser = newBrowser();
  await signIn(deployment.baseUrl, browser, 'op');
  const callback = await reachCallback(deployment.baseUrl, browser, 'op');
  recorder.add(callback.searchParams.get('code'));
  const twice = new URL(`${callback}&code=x`);
  const cookie = browser.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  for (const headers of [{}, { cookie: `${cookie}; ${cookie}` }, { cookie: `x${cookie}` }]) {
    await browser.request(twice, undefined, headers);
    await browser.request(new URL(`/none${callback.search}`, callback), undefined, headers);
    await browser.request(`${deployment.baseUrl}/session`, undefined, headers);
    await browser.request(`${deployment.baseUrl}/logout`, {}, { ...headers, origin: 'https://evil.example' });
  }
  await browser.request(new URL(`${callback}&more=${'x'.repeat(9000)}`));
}

/** What only the provider and we may know, in the forms in which it goes over the wire. */
function allSecrets(): readonly string[] {
  const own = ['op', 'hs', 'posting'].flatMap((name) => {
    const { clientSecret } = deployment.provider(name);
    return [clientSecret, Buffer.from(`client-1:${encodeURIComponent(clientSecret)}`).toString('base64')];
  });
  return [...recorder.secrets, ...own];
}

/** Those of the secrets that a text holds, whole or a long part of them. */
function found(text: string): readonly string[] {
  return allSecrets().filter((secret) => text.includes(secret) || text.includes(secret.slice(-43)));
}

describe('codes, tokens, verifiers, cookies and client secrets', () => {
  test('have been there', () => {
    expect(allSecrets().length).toBeGreaterThan(150);
    expect(recorder.refusals.length).toBeGreaterThan(50);
    expect(recorder.locations.join()).toContain('id_token_hint=');
  });

  test('are in no line of the log', () => {
    expect(deployment.stack.output()).toContain('"event":"request_refused"');
    expect(deployment.stack.output()).toContain('"event":"backchannel_logout_refused"');
    expect(found(deployment.stack.output())).toEqual([]);
  });

  test('are in no answer that refuses something', () => expect(found(recorder.refusals.join('\n'))).toEqual([]));

  test('are in no address, but for the ID token in that of the provider’s own sign-out', () => {
    const hint = /id_token_hint=[^&]+/g;
    expect(found(recorder.locations.join('\n').replace(hint, ''))).toEqual([]);
  });

  test('are in no item of the table', async () => {
    expect(found(JSON.stringify(await deployment.table.rows('')))).toEqual([]);
  });
});
