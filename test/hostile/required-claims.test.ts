import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enter, holderOf, trailOf } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, getSession, linkProvider, locationOf, sessionCookie, signIn, startLogin } from '../support/login.ts';
import type { Document, Misbehaviour } from '../support/programmable-provider/index.ts';
import { expectProblem, expectRefusedLogin } from '../support/refusal.ts';

const hd = 'example.com';
/** Google's ID token for a private account on an alias of a company mailbox, with further claims. */
const privateAccount = (more: Document = {}): Misbehaviour => ({
  claims: (claims, { sub }) => ({
    ...claims,
    name: 'Bob',
    email: `${sub}+x@example.com`,
    email_verified: true,
    ...more,
  }),
});
const staff = privateAccount({ hd });

const groups = { requiredClaims: { groups: ['staff', 'admins'] } };

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [
      { name: 'google', config: { type: 'google', args: { hd }, allowedEmailDomains: [hd] } },
      { name: 'hosted', config: { type: 'google', args: { hd: '*' } } },
      { name: 'auth0', config: { type: 'auth0', args: { organization: 'org_Staff1' } }, issuerPath: '/' },
      { name: 'groups', config: { ...groups, args: { scope: 'openid' } } },
      { name: 'asked', config: { ...groups, userinfo: 'always' } },
      { name: 'silent', config: { ...groups, userinfo: 'never' } },
      { name: 'loose', config: { type: 'google', allowedEmailDomains: [hd] } },
      { name: 'home' },
    ],
    config: { blockAutoCreatedUsers: true, autoApprove: [hd] },
  });
  const known = (sub: string) => ({ name: sub, email: `${sub}-here@example.com`, email_verified: true });
  for (const { name } of [deployment.provider('home'), deployment.provider('groups')]) {
    for (const sub of ['fay', 'gil']) deployment.provider(name).setPerson(sub, known(sub));
  }
});
afterAll(() => deployment.close());

const missing = { status: 403, code: 'required_claim_missing' };

/** What the provider says of its organisation, though the request asked for another. */
const wrong: readonly (readonly [string, unknown])[] = [
  ['none', undefined],
  ['null', null],
  ['an empty one', ''],
  ["another organisation's", 'other.example'],
  ['in other case', 'Example.com'],
  ['with a dot behind', 'example.com.'],
  ['with white space', ' example.com'],
  ['a subdomain', 'sub.example.com'],
  ['a list of others', ['other.example', 'example.com.evil.test']],
  ['an empty list', []],
  ['a list in a list', [[hd]]],
  ['an object', { [hd]: true, value: hd, toString: hd }],
  ['a number', 1],
  ['true', true],
];

describe.each(wrong)('a hosted domain that is required, and the token has %s', (_, value) => {
  test('is refused at sign-in, whatever address came', async () => {
    const misbehaviour = privateAccount({ hd: value });
    const document = await expectRefusedLogin(deployment, 'google', misbehaviour, missing, { login_hint: 'bob' });
    expect(document.claim).toBe('hd');
    expect(await holderOf(deployment, 'google', 'bob')).toBeUndefined();
  });
});

describe('a claim that is required', () => {
  test('is there: the person signs in, links and steps up', async () => {
    deployment.provider('google').misbehave(staff);
    const { browser } = await enter(deployment, 'google', 'ann');
    expect((await signIn(deployment.baseUrl, browser, 'google', { login_hint: 'ann', max_age: '0' })).status).toBe(303);
    expect(await holderOf(deployment, 'google', 'ann')).toMatchObject({ state: 'active' });
    const other = await enter(deployment, 'home', 'fay');
    const linked = await linkProvider(deployment.baseUrl, other.browser, 'google', { login_hint: 'fay-there' });
    expect(linked.headers.get('location')).toBe('/account?notice=linked');
  });

  test.each([
    ['none', undefined],
    ["another organisation's", 'other.example'],
  ])('is not linked if the token has %s, and the refusal is in the trail', async (_, value) => {
    const { browser, userId } = await enter(deployment, 'home', 'fay');
    deployment.provider('google').misbehave(privateAccount({ hd: value }));
    await expectProblem(await linkProvider(deployment.baseUrl, browser, 'google', { login_hint: 'mole' }), missing);
    expect(await holderOf(deployment, 'google', 'mole')).toBeUndefined();
    expect((await trailOf(deployment, userId)).at(-1)).toMatchObject({
      ...{ event: 'identity.link_refused', provider: 'google', code: 'required_claim_missing' },
      reason: expect.stringContaining('hd'),
    });
  });

  test.each([
    ['none', undefined],
    ["another organisation's", 'other.example'],
  ])('is checked at the next sign-in and at a step-up of who had it: %s', async (_, value) => {
    deployment.provider('google').misbehave(staff);
    const { browser, sessionId } = await enter(deployment, 'google', 'leaver');
    deployment.provider('google').misbehave(privateAccount({ hd: value }));
    for (const query of [{}, { max_age: '0' }, { prompt: 'login' }]) {
      const asked = { login_hint: 'leaver', ...query };
      await expectProblem(await signIn(deployment.baseUrl, browser, 'google', asked), missing);
      await expectRefusedLogin(deployment, 'google', privateAccount({ hd: value }), missing, asked);
      deployment.provider('google').misbehave(privateAccount({ hd: value }));
    }
    // The session that began before goes on, as it was.
    expect(sessionCookie(browser)).toBeDefined();
    expect((await getSession(deployment.baseUrl, browser)).document.session.id).toBe(sessionId);
  });

  test('is told of in words that differ: no such claim, another value', async () => {
    const detailOf = async (value: unknown) => {
      const misbehaviour = privateAccount({ hd: value });
      return (await expectRefusedLogin(deployment, 'google', misbehaviour, missing, { login_hint: 'bob' })).detail;
    };
    expect(await detailOf(undefined)).toMatch(
      /^Google did not say .* Use the account of your organisation at Google\./,
    );
    expect(await detailOf('other.example')).toMatch(
      /^Your account at Google is not one .* Use another account at Google/,
    );
  });

  test('is enforced though the person strips the hint from the authorization request', async () => {
    const browser = new Browser();
    const url = await startLogin(deployment.baseUrl, browser, 'google', { login_hint: 'bob', hd: '*' });
    expect(url.searchParams.getAll('hd')).toEqual([hd]);
    url.searchParams.delete('hd');
    deployment.provider('google').misbehave(privateAccount());
    await expectProblem(await browser.request(locationOf(await browser.request(url)), undefined, asJson), missing);
  });
});

describe('what a required claim is taken from', () => {
  const says = (idToken: unknown, userinfo: unknown, sub?: string): Misbehaviour => ({
    claims: (claims) => ({ ...claims, groups: idToken }),
    userinfo: (claims) => ({ ...claims, groups: userinfo, ...(sub !== undefined && { sub }) }),
  });

  test('UserInfo of the same person, if the ID token lacks it, though the scope asks for nothing', async () => {
    deployment.provider('groups').misbehave(says(undefined, ['other', 'staff']));
    const before = deployment.provider('groups').calls('userinfo');
    await enter(deployment, 'groups', 'gil');
    expect(deployment.provider('groups').calls('userinfo')).toBe(before + 1);
    deployment.provider('groups').misbehave(says('admins', undefined));
    await enter(deployment, 'groups', 'gil');
    expect(deployment.provider('groups').calls('userinfo')).toBe(before + 1);
  });

  test.each<[string, Misbehaviour, object]>([
    ['neither has it', says(undefined, undefined), missing],
    ['UserInfo contradicts the ID token', says(['other'], ['staff']), missing],
    ['the ID token has an empty list, and UserInfo more', says([], ['staff']), missing],
    ['the ID token has null, and UserInfo more', says(null, 'staff'), missing],
    ['UserInfo has an object', says(undefined, { staff: true }), missing],
    ['UserInfo has it in one text', says(undefined, 'other,staff'), missing],
    ["UserInfo is another person's", says(undefined, ['staff'], 'boss'), { status: 502, code: 'provider_error' }],
  ])('%s: refused, whenever UserInfo is asked', async (_, misbehaviour, expected) => {
    for (const provider of ['groups', 'asked']) {
      await expectRefusedLogin(deployment, provider, misbehaviour, { ...missing, ...expected }, { login_hint: 'eve' });
      if (expected !== missing) break;
    }
  });

  test('nothing but the ID token, if UserInfo is never asked', async () => {
    await expectRefusedLogin(deployment, 'silent', says(undefined, ['staff']), missing, { login_hint: 'eve' });
    expect(deployment.provider('silent').calls('userinfo')).toBe(0);
  });
});

describe('an argument that asks for the people of one organisation makes its claim required', () => {
  test.each<[string, Document, boolean]>([
    ['hosted', { hd: 'any.example' }, true],
    ['hosted', {}, false],
    ['hosted', { hd: '' }, false],
    ['hosted', { hd: ['any.example'] }, false],
    ['hosted', { hd: true }, false],
    ['auth0', { org_id: 'org_Staff1' }, true],
    ['auth0', { org_id: 'org_staff1' }, false],
    ['auth0', { org_id: 'org_Other' }, false],
    ['auth0', { org_name: 'org_Staff1' }, false],
    ['auth0', {}, false],
  ])('%s, the token has %j: %s', async (provider, claims, accepted) => {
    const misbehaviour: Misbehaviour = privateAccount(claims);
    if (!accepted) return void (await expectRefusedLogin(deployment, provider, misbehaviour, missing));
    deployment.provider(provider).misbehave(misbehaviour);
    await enter(deployment, provider, `ida-${provider}`);
  });
});

test('the start warns of each key that goes by addresses of a public provider', () => {
  const warnings = deployment.stack.output().match(/^Warning: .*$/gm);
  expect(warnings).toEqual([
    expect.stringMatching(/^Warning: allowedEmailDomains .* the provider loose .* Set args\.hd/),
    expect.stringMatching(/^Warning: autoApprove .* the provider loose .* Set args\.hd/),
  ]);
});
