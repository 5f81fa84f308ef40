import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { enter, trailOf, userRow } from '../support/accounts.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, getSession, linkProvider, unlinkProvider } from '../support/login.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: ['corp', 'private', 'linker'].map((name) => ({ name })),
    config: { allowSingleSignOn: ['corp', 'private'], autoLinkUser: ['linker'] },
  });
});
afterAll(() => deployment.close());

function tell(provider: string, sub: string, email: string, email_verified = true): void {
  deployment.provider(provider).setPerson(sub, { email, email_verified });
}

/** The users who have claimed an email address. */
async function holdersOf(email: string): Promise<readonly unknown[]> {
  const rows = await deployment.table.rows(`EMAIL#${email}`);
  return rows.flatMap((row) => (row['user_id'] === undefined ? [] : [row['user_id']]));
}

/** Somebody with a company address, who links a private provider and unlinks the company's. */
async function leave(sub: string, email: string) {
  tell('corp', sub, email);
  tell('private', sub, `${sub}@private.example`, false);
  const { browser, userId } = await enter(deployment, 'corp', sub);
  expect((await linkProvider(deployment.baseUrl, browser, 'private', { login_hint: sub })).status).toBe(303);
  expect((await unlinkProvider(deployment.baseUrl, browser, 'corp')).status).toBe(303);
  return userId;
}

const userOf = async (provider: string, sub: string) => {
  const { browser } = await enter(deployment, provider, sub);
  return (await getSession(deployment.baseUrl, browser)).document.user;
};

describe('a leaver who unlinks the company’s provider', () => {
  test('keeps the account, and its address is no longer verified', async () => {
    tell('corp', 'ann', 'ann@corp.example');
    expect(await userOf('corp', 'ann')).toMatchObject({ email_verified: true, email_verified_by: 'corp' });
    const userId = await leave('ann', 'ann@corp.example');
    const user = await userOf('private', 'ann');
    expect(user).toMatchObject({ id: userId, email: 'ann@corp.example', email_verified: false });
    expect(user).not.toHaveProperty('email_verified_by');
    expect(await holdersOf('ann@corp.example')).toEqual([]);
    expect(await trailOf(deployment, userId)).toContainEqual(
      expect.objectContaining({ event: 'user.profile_changed', actor: 'user', attributes: ['email'] }),
    );
  });

  test('leaves the address to the newcomer for whom the company vouches next', async () => {
    const leaver = await leave('ben', 'staff7@corp.example');
    tell('corp', 'bea', 'staff7@corp.example');
    const newcomer = await userOf('corp', 'bea');
    expect(newcomer).toMatchObject({ email: 'staff7@corp.example', email_verified: true, email_verified_by: 'corp' });
    expect(newcomer.id).not.toBe(leaver);
    expect(await holdersOf('staff7@corp.example')).toEqual([newcomer.id]);
  });

  test('is not found by the address any more: autoLinkUser links nobody to the account', async () => {
    const leaver = await leave('cat', 'cat@corp.example');
    tell('linker', 'other-cat', 'cat@corp.example');
    await expect(enter(deployment, 'linker', 'other-cat')).rejects.toThrow('sign_up_disabled');
    expect(await userOf('private', 'cat')).toMatchObject({ id: leaver, email_verified: false });
  });
});

test('an unverified address is verified by the next provider that vouches for it, and the account page says by which', async () => {
  const { baseUrl } = deployment;
  for (const provider of ['private', 'corp']) tell(provider, 'gil', 'gil@corp.example', provider === 'corp');
  const first = await enter(deployment, 'private', 'gil');
  await linkProvider(baseUrl, first.browser, 'corp', { login_hint: 'gil' });
  expect(await userOf('private', 'gil')).toMatchObject({ email_verified: false });
  expect(await userOf('corp', 'gil')).toMatchObject({ email_verified: true, email_verified_by: 'corp' });
  expect(await holdersOf('gil@corp.example')).toEqual([first.userId]);

  const { browser } = await enter(deployment, 'private', 'gil');
  const page = async (path: string) => (await browser.request(`${baseUrl}${path}`)).text();
  expect(await page('/account')).toContain('<span class="tag">verified by Corp</span>');
  const unlinked = await unlinkProvider(baseUrl, browser, 'corp');
  expect(unlinked.headers.get('location')).toBe('/account?notice=unlinked_address');
  const after = await page('/account?notice=unlinked_address');
  expect(after).toContain('It had confirmed your email address, which is not verified any more.');
  expect(after).toContain('<span class="tag">not verified</span>');
});

test('unlinking a provider that does not vouch for the address leaves it verified', async () => {
  tell('corp', 'dan', 'dan@corp.example');
  const { browser, userId } = await enter(deployment, 'corp', 'dan');
  await linkProvider(deployment.baseUrl, browser, 'private', { login_hint: 'dan' });
  expect((await unlinkProvider(deployment.baseUrl, browser, 'private')).status).toBe(303);
  expect(await userOf('corp', 'dan')).toMatchObject({ email_verified: true, email_verified_by: 'corp' });
  expect(await holdersOf('dan@corp.example')).toEqual([userId]);
});

describe('when an identity was linked', () => {
  /** The check of the documentation's step-up sample, for an app whose provider is `corp`. */
  const documentedCheck = async (): Promise<(document: object) => boolean> => {
    const text = await readFile(new URL('../../docs/integrating.md', import.meta.url), 'utf8');
    const [sample = ''] = /const needed = [\s\S]*?\n\}\n/.exec(text) ?? [];
    return new Function(`${sample.replace("'authentiq'", "'corp'")} return suffices;`)();
  };
  const dayMs = 86_400_000;

  test('tells an app that a sign-in method is younger than the account: the documented step-up refuses it', async () => {
    const suffices = await documentedCheck();
    tell('corp', 'eve', 'eve@corp.example');
    const { browser, userId } = await enter(deployment, 'corp', 'eve');
    const authenticated = async () => {
      const { document } = await getSession(deployment.baseUrl, browser);
      return { ...document, session: { ...document.session, auth_time: new Date().toISOString() } };
    };
    expect(suffices(await authenticated())).toBe(true);
    await deployment.table.set(await userRow(deployment, userId), 'created_at', Date.now() - dayMs);
    const { user, session, ...document } = await authenticated();
    expect(Math.abs(Date.parse(user.identities[0].linked_at) - Date.now())).toBeLessThan(60_000);
    expect(suffices({ user, session, ...document })).toBe(false);
    const dayOld = [{ ...user.identities[0], linked_at: new Date(Date.now() - dayMs).toISOString() }];
    expect(suffices({ session, user: { ...user, identities: dayOld } })).toBe(true);
    expect(suffices({ session, user: { ...user, identities: [] } })).toBe(false);
  });

  test('is in session document and token alike', async () => {
    tell('corp', 'fay', 'fay@corp.example');
    const { browser } = await enter(deployment, 'corp', 'fay');
    const { user } = (await getSession(deployment.baseUrl, browser)).document;
    const headers = { ...asJson, origin: deployment.baseUrl };
    const response = await browser.request(`${deployment.baseUrl}/session/token`, {}, headers);
    expect(decodeJwt(String(Object(await response.json()).access_token))).toMatchObject({
      provider_linked_at: Math.floor(Date.parse(user.identities[0].linked_at) / 1000),
      email_verified_by: 'corp',
    });
  });
});
