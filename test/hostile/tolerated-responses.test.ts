import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, getSession, reachCallback } from '../support/login.ts';
import type { Misbehaviour } from '../support/programmable-provider/index.ts';
import { claims } from '../support/programmable-provider/misbehaviours.ts';
import { json } from '../support/programmable-provider/replies.ts';
import { expectRefusedLogin } from '../support/refusal.ts';

let deployment: Deployment;
beforeAll(async () => {
  // Each has functions and keys that nobody has asked for yet.
  deployment = await startDeployment({ providers: lived.map((_, index) => ({ name: `p${index}` })) });
});
afterAll(() => deployment.close());

/** Seen at real providers, and to be lived with. */
const lived: readonly (readonly [string, Misbehaviour])[] = [
  ['keys without alg', {}],
  ['keys without use', { jwks: ({ keys }) => ({ keys: keys.map(({ use: _, ...key }) => key) }) }],
  [
    'keys with alg',
    { jwks: ({ keys }) => ({ keys: keys.map((key) => (key.kty === 'RSA' ? { ...key, alg: 'RS256' } : key)) }) },
  ],
  ['auth_time 0, which says that it is unknown', claims({ auth_time: 0 })],
  ['no sid, no email_verified, nothing but who it is in the ID token', claims({ iat: Math.floor(Date.now() / 1000) })],
  ['a null sid', claims({ sid: null })],
  ['aud as a list of one', claims({ aud: ['client-1'] })],
  ['azp beside a single aud', claims({ azp: 'client-1' })],
  [
    'no expires_in, and token_type in capitals',
    { tokens: ({ expires_in: _, ...tokens }) => ({ ...tokens, token_type: 'BEARER' }) },
  ],
  ['no access token at all', { tokens: ({ id_token }) => ({ id_token }) }],
  ['a refresh token that nobody asked for', { tokens: (tokens) => ({ ...tokens, refresh_token: 'r', scope: 'x' }) }],
  ['iss that is not advertised, session_state, and any order', { authorization: beside }],
  [
    'metadata with nulls, and with much that nobody knows',
    {
      discovery: (document) => ({ ...document, registration_endpoint: null, unheard_of: [{}], claims_supported: null }),
    },
  ],
  ['no userinfo_endpoint', { discovery: ({ userinfo_endpoint: _, ...document }) => document }],
  ['no end_session_endpoint', { discovery: ({ end_session_endpoint: _, ...document }) => document }],
];

/** What some send beside, and in another order than the specifications'. */
function beside(response: URLSearchParams, request: URLSearchParams): void {
  const { code = '', state = '' } = Object.fromEntries(response);
  const issuer = deployment.provider(
    new URL(request.get('redirect_uri') ?? '').pathname.slice('/callback/'.length),
  ).issuer;
  for (const name of ['code', 'state']) response.delete(name);
  for (const [name, value] of Object.entries({
    session_state: randomUUID(),
    iss: issuer,
    scope: 'openid',
    state,
    code,
  })) {
    response.set(name, value);
  }
}

test.each(lived.map(([title, misbehaviour], index) => [title, `p${index}`, misbehaviour] as const))(
  '%s: the person is signed in',
  async (_, name, misbehaviour) => {
    deployment.provider(name).misbehave(misbehaviour);
    const browser = new Browser();
    const response = await browser.request(await reachCallback(deployment.baseUrl, browser, name), undefined, asJson);
    expect([response.status, response.status === 303 ? '' : await response.text()]).toEqual([303, '']);
    const { document } = await getSession(deployment.baseUrl, browser);
    expect(document.user).toMatchObject({ email_verified: false, identities: [{ provider: name, uid: 'alice' }] });
  },
);

test.each([
  ['a wrong secret as 401', json(401, { error: 'invalid_client' })],
  ['a wrong secret as 403', json(403, { error: 'unauthorized_client' })],
  ['a spent code as 403', json(403, { error: 'invalid_code' })],
  ['a spent code as 400', json(400, { error: 'invalid_grant' })],
])('%s: the provider’s error, sent once, and the login used up', async (_, token) => {
  const provider = deployment.provider('p0');
  const before = provider.calls('token');
  await expectRefusedLogin(deployment, 'p0', { replies: { token } }, { status: 502, code: 'provider_error' });
  expect(provider.calls('token')).toBe(before + 1);
});

test('prompt=none at a provider that wants to ask something: the login is over, and says so', async () => {
  for (const error of ['interaction_required', 'login_required', 'consent_required']) {
    const authorization = (response: URLSearchParams) => {
      response.delete('code');
      response.set('error', error);
    };
    const expected = { status: 502, code: 'provider_error' };
    await expectRefusedLogin(deployment, 'p1', { authorization }, expected, { prompt: 'none' });
  }
});
