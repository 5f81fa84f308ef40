import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { getSession, locationOf, signIn } from '../support/login.ts';
import { auth0, cognito, gitlab, google, keycloak, okta } from '../support/programmable-provider/kinds.ts';
import { expectRefusedLogin } from '../support/refusal.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [
      ...[google('google'), google('google-two')],
      ...[gitlab('gitlab'), okta('okta'), auth0('auth0'), keycloak('keycloak'), cognito('cognito')],
      { name: 'plain' },
    ],
  });
  deployment.provider('gitlab').setPerson('7', { name: 'Gil Example', nickname: 'gil', email: 'gil@example.com' });
  const oda = { name: 'Oda Example', email: 'oda@example.com', email_verified: true, preferred_username: 'other' };
  deployment.provider('okta').setPerson('00u1', oda);
});
afterAll(() => deployment.close());

/** A browser that is signed in, and what `GET /session` says of the user. */
async function signedIn(provider: string, sub: string) {
  const browser = new Browser();
  expect((await signIn(deployment.baseUrl, browser, provider, { login_hint: sub })).status).toBe(303);
  const { user } = (await getSession(deployment.baseUrl, browser)).document;
  return { browser, user };
}

describe('a provider of each kind signs people in', () => {
  test.each([
    ['google', 'Gus-1', { name: 'Gus Example', email: 'Gus-1@google.example', email_verified: true }],
    ['gitlab', '7', { name: 'Gil Example', email: 'gil@example.com', email_verified: false }],
    ['okta', '00u1', { name: 'Oda Example', email: 'oda@example.com', email_verified: true }],
    ['auth0', 'auth0|5f7c8ec7', { name: 'Abe Example', email: 'auth0|5f7c8ec7@auth0.example', email_verified: true }],
    ['keycloak', 'f:1:kim', { name: 'Kim Example', email: 'f:1:kim@keycloak.example', email_verified: true }],
    ['cognito', 'aaaa-1', { email: 'aaaa-1@cognito.example', email_verified: true }],
  ])('%s', async (provider, sub, profile) => {
    const first = await signedIn(provider, sub);
    expect(first.user).toMatchObject({ ...profile, identities: [{ provider, uid: sub }] });
    const second = await signedIn(provider, sub);
    expect(second.user.id).toBe(first.user.id);
  });
});

test('two of one kind under different names: the same subject is two identities', async () => {
  const one = await signedIn('google', 'shared');
  const two = await signedIn('google-two', 'shared');
  expect(one.user.identities).toMatchObject([{ provider: 'google', uid: 'shared' }]);
  expect(two.user.identities).toMatchObject([{ provider: 'google-two', uid: 'shared' }]);
  expect(one.user.id).not.toBe(two.user.id);
});

test.each(['gitlab', 'okta'])(
  '%s: UserInfo is asked at each sign-in, whatever is in the ID token',
  async (provider) => {
    deployment.provider(provider).misbehave({
      claims: (claims) => ({ ...claims, name: 'N', email: `${provider}-full@example.com`, email_verified: true }),
    });
    const calls = deployment.provider(provider).calls('userinfo');
    await signedIn(provider, 'full');
    expect(deployment.provider(provider).calls('userinfo')).toBe(calls + 1);
    deployment.provider(provider).misbehave({});
  },
);

test('auth0: the issuer without its slash is another', async () => {
  const { issuer } = deployment.provider('auth0');
  expect(issuer).toMatch(/\/$/);
  const misbehaviour = { claims: (claims: object) => ({ ...claims, iss: issuer.slice(0, -1) }) };
  await expectRefusedLogin(deployment, 'auth0', misbehaviour, { status: 502, code: 'invalid_id_token' });
});

test('keycloak: a logout token without exp ends the session', async () => {
  const { browser } = await signedIn('keycloak', 'leaving');
  const claims: object = { sid: 'kc-1', sub: 'leaving', typ: 'Logout', exp: undefined };
  const token = await deployment.provider('keycloak').logoutToken({ ...claims }, { typ: 'JWT' });
  const body = new URLSearchParams({ logout_token: token });
  const response = await fetch(`${deployment.baseUrl}/logout/backchannel/keycloak`, { method: 'POST', body });
  expect(response.status).toBe(200);
  expect((await getSession(deployment.baseUrl, browser)).status).toBe(401);
});

describe('cognito', () => {
  test('signs out at its own logout, which sends back', async () => {
    const { browser, user } = await signedIn('cognito', 'leaving');
    // No ID token is kept for a sign-out that takes none.
    const rows = await deployment.table.rows(`USER#${user.id}`);
    const attributes = rows.flatMap((row) => Object.keys(row));
    expect(attributes).toContain('end_session_endpoint');
    expect(attributes).not.toContain('id_token');
    const to = locationOf(await browser.request(`${deployment.baseUrl}/logout`, {}));
    expect(to.pathname).toBe('/logout');
    expect(to.hostname).toBe('localhost');
    const back = `${deployment.baseUrl}/login?signed_out=true`;
    expect(Object.fromEntries(to.searchParams)).toEqual({ client_id: 'client-1', logout_uri: back });
    expect(locationOf(await browser.request(to)).href).toBe(back);
  });

  test('"true" verifies an address there, and at a plain provider it does not', async () => {
    deployment.provider('plain').setPerson('text', { email: 'text@example.com', email_verified: 'true' });
    expect((await signedIn('plain', 'text')).user).toMatchObject({ email: 'text@example.com', email_verified: false });
    deployment.provider('cognito').misbehave({
      userinfo: (claims) => ({ ...claims, email: 'no@example.com', email_verified: 'false' }),
    });
    expect((await signedIn('cognito', 'no')).user).toMatchObject({ email: 'no@example.com', email_verified: false });
    deployment.provider('cognito').misbehave({});
  });
});
