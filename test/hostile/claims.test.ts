import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, getSession, reachCallback, signIn } from '../support/login.ts';
import type { Document, Misbehaviour } from '../support/programmable-provider/index.ts';
import { json, page, redirect, reset } from '../support/programmable-provider/replies.ts';
import { expectRefusedLogin } from '../support/refusal.ts';

let deployment: Deployment;
const modified = { args: { scope: 'aq:name email~rs phone~s address' } };
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [
      { name: 'plain' },
      { name: 'always', config: { userinfo: 'always' } },
      { name: 'never', config: { userinfo: 'never' } },
      { name: 'modified', config: { type: 'authentiq', ...modified } },
      { name: 'stripped', config: modified },
    ],
  });
});
afterAll(() => deployment.close());

const providerError = { status: 502, code: 'provider_error' };

describe('UserInfo that is wrong', () => {
  const claims = (change: (claims: Document) => Document): Misbehaviour => ({ userinfo: change });

  test.each<[string, Misbehaviour, { status: number; code: string }]>([
    ['missing sub', claims(({ sub: _, ...rest }) => rest), providerError],
    ['sub of another case', claims((c) => ({ ...c, sub: 'ALICE' })), providerError],
    ['401', { replies: { userinfo: json(401, { error: 'invalid_token' }) } }, providerError],
    ['500', { replies: { userinfo: json(500, {}) } }, providerError],
    ['a page instead of JSON', { replies: { userinfo: page } }, providerError],
    ['a redirect, which is not followed', { replies: { userinfo: redirect('/jwks') } }, providerError],
    ['a cut connection', { replies: { userinfo: reset } }, { status: 504, code: 'provider_unreachable' }],
  ])('%s', async (_, misbehaviour, expected) => {
    await expectRefusedLogin(deployment, 'plain', misbehaviour, expected);
  });
});

describe('when UserInfo is asked', () => {
  const [name, email] = ['Ann Example', 'ann@example.com'];
  const inToken = (extra: Document): Misbehaviour => ({ claims: (claims) => ({ ...claims, ...extra }) });

  test('not where all is in the token, which wins over UserInfo; always and never as configured', async () => {
    const all = inToken({ name, email, email_verified: true });
    for (const [provider, calls] of [
      ['plain', 0],
      ['always', 1],
      ['never', 0],
    ] as const) {
      deployment.provider(provider).setPerson(`${provider}-ann`, { name: 'Somebody Else', nickname: provider });
      deployment
        .provider(provider)
        .misbehave({ ...all, claims: (c) => ({ ...c, name, email: `${provider}@a.example`, email_verified: true }) });
      const before = deployment.provider(provider).calls('userinfo');
      const browser = new Browser();
      await signIn(deployment.baseUrl, browser, provider, { login_hint: `${provider}-ann` });
      expect(deployment.provider(provider).calls('userinfo') - before).toBe(calls);
      expect((await getSession(deployment.baseUrl, browser)).document.user).toMatchObject({ name });
    }
  });

  test('never: what the token does not say is not known', async () => {
    deployment.provider('never').misbehave({});
    const browser = new Browser();
    await signIn(deployment.baseUrl, browser, 'never', { login_hint: 'silent' });
    expect((await getSession(deployment.baseUrl, browser)).document.user).toMatchObject({
      username: expect.stringMatching(/^user\d+$/),
      email_verified: false,
    });
  });
});

describe.each(['modified', 'stripped'])('what the scope demands is enforced at every provider: %s', (provider) => {
  const [email, phone_number] = ['eve@example.com', '+31 20 1'];

  test.each<[string, Document, string]>([
    ['required claim missing', {}, 'email'],
    ['required claim empty', { email: '' }, 'email'],
    ['unverified signed claim', { email, email_verified: false }, 'email_verified'],
    ['signed claim of which nothing is known', { email }, 'email_verified'],
    ['verified as text', { email, email_verified: 'true' }, 'email_verified'],
    ['optional signed claim unverified', { email, email_verified: true, phone_number }, 'phone_number_verified'],
  ])('%s', async (_, person, claim) => {
    const missing = { status: 403, code: 'required_claim_missing' };
    deployment.provider(provider).setPerson('eve', person);
    const document = await expectRefusedLogin(deployment, provider, {}, missing, { login_hint: 'eve' });
    expect(document.claim).toBe(claim);
    const browser = new Browser();
    const url = await reachCallback(deployment.baseUrl, browser, provider, { login_hint: 'eve' });
    const page = await browser.request(url);
    expect(page.status).toBe(403);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  test('what is optional may be left out', async () => {
    deployment.provider(provider).setPerson('ok', { email: `${provider}@example.com`, email_verified: true });
    const browser = new Browser();
    expect((await signIn(deployment.baseUrl, browser, provider, { login_hint: 'ok' })).status).toBe(303);
  });

  test('modifiers and aq:* are sent where they are understood', async () => {
    const start = await new Browser().request(`${deployment.baseUrl}/login/${provider}`, undefined, asJson);
    const scope = new URL(start.headers.get('location') ?? '').searchParams.get('scope');
    expect(scope).toBe(
      provider === 'modified' ? 'openid aq:name email~rs phone~s address' : 'openid email phone address',
    );
  });
});
