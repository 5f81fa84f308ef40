import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from '../support/browser.ts';
import { type FaultyHouse, startFaultyHouse } from '../support/faulty-house.ts';
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
import { claims, spoiltSignature } from '../support/programmable-provider/misbehaviours.ts';
import { json, page, redirect, reset } from '../support/programmable-provider/replies.ts';
import type { Misbehaviour } from '../support/programmable-provider.ts';
import { Witness } from '../support/witness.ts';

let house: FaultyHouse;
const witness = new Witness();
const newBrowser = (): Browser => witness.browser(house.baseUrl);

beforeAll(async () => {
  const posting = { responseMode: 'form_post', tokenEndpointAuthMethod: 'client_secret_post' };
  house = await startFaultyHouse({
    providers: [{ name: 'op' }, { name: 'hs', algorithm: 'HS256' }, { name: 'posting', config: posting }],
  });
  await walkThrough();
});
afterAll(() => house.close());

/** Whole journeys and their ends, then as many failures as there are ways to fail. */
async function walkThrough(): Promise<void> {
  const { baseUrl } = house;
  const sid = (name: string) => witness.watching(claims({ sid: `sid-of-${name}` }));
  for (const name of ['op', 'hs', 'posting']) {
    house.provider(name).misbehave(sid(name));
    const browser = newBrowser();
    await sendAnswer(browser, await reachAnswer(baseUrl, browser, name, { login_hint: name }));
    if (sessionCookie(browser) === undefined) throw new Error(`nobody was signed in at ${name}`);
    for (const path of ['/session', '/sessions', '/account']) await browser.request(baseUrl + path);
    const token = await browser.request(`${baseUrl}/session/token`, {}, { ...asJson, origin: baseUrl });
    witness.add(Object(await token.json()).access_token);
    await logOut(browser, name, { sid: `sid-of-${name}` });
  }
  await linkAndSignOut();
  for (const misbehaviour of failures()) {
    house.provider('op').misbehave(witness.watching(misbehaviour));
    await signIn(baseUrl, newBrowser(), 'op', { max_age: '100' });
  }
  house.provider('op').misbehave(witness.watching());
  await failAtTheTable();
  await sendWhatIsWrong();
}

/** The provider's logout tokens: a good one, the same again, and a bad one. */
async function logOut(browser: Browser, name: string, target: object): Promise<void> {
  const [good, bad] = [{ ...target }, { ...target, nonce: 'n' }];
  for (const wanted of [good, bad]) {
    const logout_token = await house.provider(name).logoutToken(wanted);
    witness.add(logout_token);
    for (const path of ['/logout/backchannel/', '/callback/']) {
      await browser.request(`${house.baseUrl}${path}${name}`, { logout_token });
    }
  }
}

async function linkAndSignOut(): Promise<void> {
  const browser = newBrowser();
  await signIn(house.baseUrl, browser, 'op');
  await linkProvider(house.baseUrl, browser, 'hs', { login_hint: 'linked' });
  await unlinkProvider(house.baseUrl, browser, 'hs');
  await browser.request(`${house.baseUrl}/logout`, {});
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
  await signIn(house.baseUrl, browser, 'op');
  for (const operation of ['PutItem', 'TransactWriteItems', 'GetItem', 'BatchGetItem', 'Query']) {
    const callback = await reachCallback(house.baseUrl, browser, 'op');
    house.dynamodb.fault((called) => (called === operation ? 'fail' : undefined));
    await browser.request(callback);
    for (const path of ['/session', '/account', '/sessions']) await browser.request(house.baseUrl + path);
    await logOut(browser, 'op', { sid: 'sid-of-op' });
    house.dynamodb.heal();
  }
}

/** Requests that are wrong, with secrets in them. */
async function sendWhatIsWrong(): Promise<void> {
  const browser = newBrowser();
  await signIn(house.baseUrl, browser, 'op');
  const callback = await reachCallback(house.baseUrl, browser, 'op');
  witness.add(callback.searchParams.get('code'));
  const twice = new URL(`${callback}&code=x`);
  const cookie = browser.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  for (const headers of [{}, { cookie: `${cookie}; ${cookie}` }, { cookie: `x${cookie}` }]) {
    await browser.request(twice, undefined, headers);
    await browser.request(new URL(`/none${callback.search}`, callback), undefined, headers);
    await browser.request(`${house.baseUrl}/session`, undefined, headers);
    await browser.request(`${house.baseUrl}/logout`, {}, { ...headers, origin: 'https://evil.example' });
  }
  await browser.request(new URL(`${callback}&more=${'x'.repeat(9000)}`));
}

/** What only the provider and we may know, in the forms in which it goes over the wire. */
function allSecrets(): readonly string[] {
  const own = ['op', 'hs', 'posting'].flatMap((name) => {
    const { clientSecret } = house.provider(name);
    return [clientSecret, Buffer.from(`client-1:${encodeURIComponent(clientSecret)}`).toString('base64')];
  });
  return [...witness.secrets, ...own];
}

/** Those of the secrets that a text holds, whole or a long part of them. */
function found(text: string): readonly string[] {
  return allSecrets().filter((secret) => text.includes(secret) || text.includes(secret.slice(-43)));
}

describe('codes, tokens, verifiers, cookies and client secrets', () => {
  test('have been there', () => {
    expect(allSecrets().length).toBeGreaterThan(150);
    expect(witness.refusals.length).toBeGreaterThan(50);
    expect(witness.locations.join()).toContain('id_token_hint=');
  });

  test('are in no line of the log', () => {
    expect(house.stack.output()).toContain('"event":"request_refused"');
    expect(house.stack.output()).toContain('"event":"backchannel_logout_refused"');
    expect(found(house.stack.output())).toEqual([]);
  });

  test('are in no answer that refuses something', () => expect(found(witness.refusals.join('\n'))).toEqual([]));

  test('are in no address, but for the ID token in that of the provider’s own sign-out', () => {
    const hint = /id_token_hint=[^&]+/g;
    expect(found(witness.locations.join('\n').replace(hint, ''))).toEqual([]);
  });

  test('are in no item of the table', async () => {
    expect(found(JSON.stringify(await house.table.rows('')))).toEqual([]);
  });
});
