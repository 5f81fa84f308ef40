import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enter, holderOf } from '../../support/accounts.ts';
import { Browser } from '../../support/browser.ts';
import { type Deployment, startDeployment } from '../../support/deployment.ts';
import { getSession, signIn } from '../../support/login.ts';
import { expectProblem } from '../../support/refusal.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [
      { name: 'open' },
      { name: 'closed' },
      { name: 'partner' },
      { name: 'staff', config: { allowedEmailDomains: ['example.com', 'example.org'] } },
      { name: 'public', config: { blockedEmailDomains: ['example.net'] } },
    ],
    config: {
      allowSingleSignOn: ['open', 'partner', 'staff', 'public'],
      blockAutoCreatedUsers: undefined,
      autoApprove: ['example.com'],
      externalProviders: ['partner'],
    },
  });
});
afterAll(() => deployment.close());

/** Signs somebody in who has this address, and says whether it is verified. */
async function come(provider: string, sub: string, email?: string, email_verified = true) {
  deployment.provider(provider).setPerson(sub, email === undefined ? {} : { email, email_verified });
  return signIn(deployment.baseUrl, new Browser(), provider, { login_hint: sub });
}

const refused = (code: string) => ({ status: 403, code });

describe('allowSingleSignOn, a list', () => {
  test('a provider on it makes accounts, another one does not', async () => {
    await expectProblem(await come('open', 'ann'), refused('account_pending_approval'));
    expect(await holderOf(deployment, 'open', 'ann')).toBeDefined();
    await expectProblem(await come('closed', 'ann'), refused('sign_up_disabled'));
    expect(await holderOf(deployment, 'closed', 'ann')).toBeUndefined();
  });
});

describe('blockAutoCreatedUsers, with autoApprove', () => {
  test.each([
    ['bea@example.com', true],
    ['bob@EXAMPLE.Com', true],
  ])('%s, verified: %s: active at once', async (email, verified) => {
    expect((await come('open', email, email, verified)).status).toBe(303);
    expect(await holderOf(deployment, 'open', email)).toMatchObject({ state: 'active', sign_in_count: 1 });
  });

  test.each([
    ['cat@example.com', false],
    ['cleo@mail.example.com', true],
    ['cy@example.com.evil.example', true],
    ['"x@example.com"@evil.example', true],
    [undefined, true],
  ])('%s, verified: %s: pending', async (email, verified) => {
    const sub = `pending ${email}`;
    const problem = await expectProblem(await come('open', sub, email, verified), refused('account_pending_approval'));
    const user = await holderOf(deployment, 'open', sub);
    expect(user).toMatchObject({ state: 'blocked_pending_approval', sign_in_count: 0 });
    expect(problem.requested_at).toBe(new Date(Number(user?.['created_at'])).toISOString());
  });
});

describe('externalProviders', () => {
  test('marks users of those providers as external, and nobody else', async () => {
    for (const [provider, external] of [
      ['open', false],
      ['partner', true],
    ] as const) {
      await come(provider, 'dora', `dora@${provider}.example`);
      expect(await holderOf(deployment, provider, 'dora')).toMatchObject({ external });
    }
  });

  test('is about new accounts: adding or removing a provider later changes none', async () => {
    for (const [provider, external] of [
      ['open', true],
      ['partner', false],
    ] as const) {
      const sub = `kept ${external}`;
      await come(provider, sub, `${provider}-kept@example.com`);
      const user = await holderOf(deployment, provider, sub);
      if (user === undefined) throw new Error('no account was made');
      await deployment.table.set(user, 'external', external);
      const { browser } = await enter(deployment, provider, sub);
      expect((await getSession(deployment.baseUrl, browser)).document.user.external).toBe(external);
    }
  });
});

describe('e-mail domains', () => {
  const unverified = refused('required_claim_missing');

  test.each([
    ['staff', 'eve@example.com'],
    ['staff', 'eve@EXAMPLE.org'],
    ['public', 'eve@example.edu'],
  ])('%s lets %s in', async (provider, email) => {
    const response = await come(provider, email, email);
    if (response.status !== 303) await expectProblem(response, refused('account_pending_approval'));
    expect(await holderOf(deployment, provider, email)).toBeDefined();
  });

  test.each([
    ['staff', 'fay@example.net'],
    ['staff', 'fay@sub.example.com'],
    ['public', 'fay@example.net'],
    ['public', 'fay@EXAMPLE.NET'],
  ])('%s keeps %s out', async (provider, email) => {
    await expectProblem(await come(provider, email, email), refused('email_domain_not_allowed'));
    expect(await holderOf(deployment, provider, email)).toBeUndefined();
  });

  test.each(['staff', 'public'])('%s asks for a verified address', async (provider) => {
    const missing = await expectProblem(await come(provider, 'gil'), unverified);
    expect(missing.claim).toBe('email');
    const open = await expectProblem(await come(provider, 'gil', 'gil@example.com', false), unverified);
    expect(open.claim).toBe('email_verified');
    // What has several @ has no domain that everybody would read the same, so it is no address.
    const odd = await expectProblem(await come(provider, 'gil', '"gil@example.com"@example.net'), unverified);
    expect(odd.claim).toBe('email');
  });

  test('an account of before is kept out as well, until its address is allowed again', async () => {
    expect((await come('staff', 'hal', 'hal@example.com')).status).toBe(303);
    await expectProblem(await come('staff', 'hal', 'hal@example.net'), refused('email_domain_not_allowed'));
    expect((await come('staff', 'hal', 'hal@example.com')).status).toBe(303);
  });
});
