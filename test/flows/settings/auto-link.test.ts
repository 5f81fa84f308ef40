import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enter, holderOf, operate, trailOf, userRow } from '../../support/accounts.ts';
import { Browser } from '../../support/browser.ts';
import { type Deployment, startDeployment } from '../../support/deployment.ts';
import { asJson, reachCallback, signIn } from '../../support/login.ts';
import { expectProblem } from '../../support/refusal.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: ['home', 'linker', 'quiet', 'other'].map((name) => ({ name })),
    config: { allowSingleSignOn: ['home', 'linker', 'other'], autoLinkUser: ['linker', 'quiet'] },
  });
});
afterAll(() => deployment.close());

function tell(provider: string, sub: string, email: string, email_verified = true): void {
  deployment.provider(provider).setPerson(sub, { email, email_verified });
}

/** An account whose address at `home` is this one. */
async function owner(email: string, verified = true): Promise<string> {
  tell('home', email, email, verified);
  return (await enter(deployment, 'home', email)).userId;
}

const come = (provider: string, sub: string) =>
  signIn(deployment.baseUrl, new Browser(), provider, { login_hint: sub });
const identitiesOf = async (userId: string) =>
  Object.keys(Object(await userRow(deployment, userId))['identities']).sort();

describe('with autoLinkUser', () => {
  test.each(['ann@example.com', 'BEN@Example.COM'])('a verified address leads to its account: %s', async (email) => {
    const userId = await owner(email.toLowerCase());
    tell('linker', email, email);
    expect((await enter(deployment, 'linker', email)).userId).toBe(userId);
    expect(await identitiesOf(userId)).toEqual(['home', 'linker']);
    expect(await trailOf(deployment, userId)).toContainEqual(
      expect.objectContaining({ event: 'identity.linked', actor: 'rule', provider: 'linker' }),
    );
    // From now on the identity itself is the way in, whatever the address.
    tell('linker', email, `moved-${email}`);
    expect((await enter(deployment, 'linker', email)).userId).toBe(userId);
  });

  test('also at a provider that makes no accounts, where a stranger stays one', async () => {
    const userId = await owner('cat@example.com');
    tell('quiet', 'cat', 'cat@example.com');
    expect((await enter(deployment, 'quiet', 'cat')).userId).toBe(userId);
    tell('quiet', 'stranger', 'stranger@example.com');
    await expectProblem(await come('quiet', 'stranger'), { status: 403, code: 'sign_up_disabled' });
  });

  test.each([
    ['the provider has not verified', true, false],
    ['the account has not verified', false, true],
  ])('not by an address that %s', async (_, owned, claimed) => {
    const email = `dan-${owned}@example.com`;
    const userId = await owner(email, owned);
    tell('linker', email, email, claimed);
    expect((await enter(deployment, 'linker', email)).userId).not.toBe(userId);
    expect(await identitiesOf(userId)).toEqual(['home']);
  });

  test('not where the account has another identity there', async () => {
    const userId = await owner('eva@example.com');
    for (const sub of ['eva-1', 'EVA-1', 'eva-2']) tell('linker', sub, 'eva@example.com');
    expect((await enter(deployment, 'linker', 'eva-1')).userId).toBe(userId);
    for (const sub of ['EVA-1', 'eva-2']) {
      await expectProblem(await come('linker', sub), { status: 409, code: 'another_identity_linked' });
      expect(await holderOf(deployment, 'linker', sub)).toBeUndefined();
    }
    expect(await userRow(deployment, userId)).toMatchObject({ identities: { linker: { uid: 'eva-1' } } });
  });

  test('ten identities at once of which one can be linked: one is', async () => {
    const userId = await owner('fay@example.com');
    const subs = Array.from({ length: 10 }, (_, index) => `fay-${index}`);
    for (const sub of subs) tell('linker', sub, 'fay@example.com');
    const logins = await Promise.all(
      subs.map(async (sub) => {
        const browser = new Browser();
        return { browser, callback: await reachCallback(deployment.baseUrl, browser, 'linker', { login_hint: sub }) };
      }),
    );
    const answers = await Promise.all(
      logins.map(({ browser, callback }) => browser.request(callback, undefined, asJson)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, ...Array.from({ length: 9 }, () => 409)]);
    expect(await deployment.table.rows('IDENTITY#linker#fay-')).toHaveLength(1);
    expect(await identitiesOf(userId)).toEqual(['home', 'linker']);
  });

  test('the account’s state decides: one that is blocked stays shut, one that is deactivated wakes', async () => {
    for (const change of ['block', 'ban', 'deactivate'] as const) {
      const email = `gil-${change}@example.com`;
      const userId = await owner(email);
      await operate(deployment, userId, change);
      tell('linker', email, email);
      const response = await come('linker', email);
      if (change === 'deactivate') expect(response.status).toBe(303);
      else await expectProblem(response, { status: 403, code: 'account_blocked' });
      expect(await identitiesOf(userId)).toEqual(change === 'deactivate' ? ['home', 'linker'] : ['home']);
    }
  });
});

test('without autoLinkUser the email address conflicts', async () => {
  const userId = await owner('hal@example.com');
  tell('other', 'hal', 'hal@example.com');
  await expectProblem(await come('other', 'hal'), { status: 409, code: 'email_taken' });
  expect(await identitiesOf(userId)).toEqual(['home']);
});
