import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Candidate, decide, decidingAddress, type Existing } from '../../../../functions/core/accounts/policy.ts';
import { userStates } from '../../../../functions/core/accounts/user.ts';
import type { AccountRules } from '../../../../functions/core/contract/settings.ts';
import { problem } from '../support/problems.ts';
import { account, candidate, strictRules } from './people.ts';

const nobody: Existing = { holder: undefined, emailHolder: undefined };
const verified = { email: 'alice@example.com', emailVerified: true };
const owner = account({ id: 'usr_owner', profile: verified, identities: { other: { uid: 'o', linkedAt: 0 } } });
const rules = (changes: Partial<AccountRules>): AccountRules => ({ ...strictRules, ...changes });
const code = (who: Candidate, existing: Existing, given: AccountRules) => {
  const decision = decide(who, existing, given);
  return decision.kind === 'refuse' ? decision.problem.code : decision.kind;
};

describe('somebody whose identity or address was banned with an account', () => {
  const open = rules({ allowSingleSignOn: ['corp'], autoLinkUser: ['corp'] });
  const bannedWith = 'usr_banned';

  test('is refused as a newcomer, to be linked by address, and as a link', () => {
    const problems = [
      decide(candidate(), { ...nobody, bannedWith }, open),
      decide(candidate(verified), { ...nobody, emailHolder: owner, bannedWith }, open),
      decide(candidate(), { ...nobody, linkTo: owner, bannedWith }, open),
    ];
    for (const decision of problems) {
      expect(decision).toMatchObject({
        kind: 'refuse',
        problem: { code: 'account_blocked', details: { banned: true }, log: { user: bannedWith } },
      });
    }
  });

  test('is not told of the ban if the identity belongs to another account', () =>
    expect(code(candidate(), { ...nobody, holder: owner, linkTo: account({ id: 'usr_me' }), bannedWith }, open)).toBe(
      'identity_taken',
    ));
});

describe('somebody new', () => {
  const open = rules({ allowSingleSignOn: ['corp'] });

  test('is refused if the provider may not create accounts', () =>
    expect(decide(candidate(), nobody, rules({ allowSingleSignOn: ['other'] }))).toEqual({
      kind: 'refuse',
      problem: problem('sign_up_disabled'),
      reason: 'nobody has the identity, and allowSingleSignOn lacks the provider',
    }));

  test('waits for approval unless the rules say otherwise', () => {
    expect(decide(candidate(), nobody, open)).toEqual({
      ...{ kind: 'create', state: 'blocked_pending_approval', external: false },
      reason: 'blockAutoCreatedUsers: new accounts wait for approval',
    });
    expect(decide(candidate(), nobody, { ...open, blockAutoCreatedUsers: false })).toMatchObject({
      state: 'active',
      reason: 'allowSingleSignOn lists the provider',
    });
  });

  test('with a verified address of an approved domain does not wait', () => {
    const approving = { ...open, autoApprove: ['example.com'] };
    const state = (profile: object) => decide(candidate(profile), nobody, approving);
    expect(state(verified)).toMatchObject({
      state: 'active',
      reason: "autoApprove lists the verified address's domain",
    });
    expect(state({ ...verified, email: 'alice@EXAMPLE.com' })).toMatchObject({ state: 'active' });
    for (const email of ['alice@sub.example.com', 'alice@example.com.evil.test', 'alice@notexample.com']) {
      expect(state({ ...verified, email })).toMatchObject({ state: 'blocked_pending_approval' });
    }
    expect(state({ ...verified, emailVerified: false })).toMatchObject({ state: 'blocked_pending_approval' });
    expect(state({})).toMatchObject({ state: 'blocked_pending_approval' });
  });

  test('is external if the provider is', () =>
    expect(decide(candidate(), nobody, { ...open, externalProviders: ['corp'] })).toMatchObject({ external: true }));

  test('with somebody’s verified address is told so, but only if an account could be made', () => {
    const existing = { holder: undefined, emailHolder: owner };
    const reason = (given: AccountRules) => decide(candidate(verified), existing, given).reason;
    expect(code(candidate(verified), existing, open)).toBe('email_taken');
    expect(reason(open)).toBe('another account has the verified address, and autoLinkUser lacks the provider');
    expect(code(candidate(verified), existing, rules({}))).toBe('sign_up_disabled');
  });
});

describe('autoLinkUser', () => {
  const linking = rules({ autoLinkUser: ['corp'] });
  const existing = { holder: undefined, emailHolder: owner };

  test('leads to the account with the verified address', () =>
    expect(decide(candidate(verified), existing, linking)).toMatchObject({
      ...{ kind: 'auto_link', user: owner },
      reason: 'autoLinkUser lists the provider, and the account has the verified address',
    }));

  test('leads nowhere if nobody has the address, or there is none', () => {
    const withoutAddress = { ...owner, profile: { emailVerified: false } };
    for (const emailHolder of [undefined, withoutAddress]) {
      expect(code(candidate(verified), { holder: undefined, emailHolder }, linking)).toBe('sign_up_disabled');
      expect(code(candidate(), { holder: undefined, emailHolder }, linking)).toBe('sign_up_disabled');
    }
    expect(code(candidate(), existing, linking)).toBe('sign_up_disabled');
  });

  test('leads nowhere if the account’s address is no longer verified', () => {
    const fallen = { ...owner, profile: { ...verified, emailVerified: false } };
    expect(code(candidate(verified), { holder: undefined, emailHolder: fallen }, linking)).toBe('sign_up_disabled');
  });

  test('counts for the providers that it lists', () =>
    expect(code(candidate(verified), existing, rules({ autoLinkUser: ['other'] }))).toBe('sign_up_disabled'));

  test.each(['Alice@EXAMPLE.com', 'aLICE@example.com'])('does not mind the case of %s', (email) =>
    expect(code(candidate({ ...verified, email }), existing, linking)).toBe('auto_link'),
  );

  test.each(['ａｌｉｃｅ@example.com', 'al\u0131ce@example.com', 'alice@example\uff0ecom'])(
    'is not fooled by the look-alike %s',
    (email) => expect(code(candidate({ ...verified, email }), existing, linking)).toBe('sign_up_disabled'),
  );

  test('refuses a look-alike address that could have had an account of its own', () => {
    const who = candidate({ ...verified, email: 'al\u0131ce@example.com' });
    const message = 'another account has the verified address, and its own is only alike';
    expect(decide(who, existing, { ...linking, allowSingleSignOn: ['corp'] })).toMatchObject({
      problem: problem('email_taken', { message }),
    });
  });

  test('never overwrites the identity that the account has there', () => {
    const emailHolder = { ...owner, identities: { corp: { uid: 'Alice', linkedAt: 0 } } };
    const decision = decide(candidate(verified), { holder: undefined, emailHolder }, linking);
    const message = 'the account has another identity there';
    const refusal = problem('another_identity_linked', { message, log: { user: 'usr_owner' } });
    expect(decision).toMatchObject({ kind: 'refuse', problem: refusal });
  });

  test.each([
    ['blocked', 'account_blocked'],
    ['banned', 'account_blocked'],
    ['blocked_pending_approval', 'account_pending_approval'],
    ['deactivated', 'auto_link'],
  ] as const)('an account that is %s: %s', (state, expected) =>
    expect(code(candidate(verified), { holder: undefined, emailHolder: { ...owner, state } }, linking)).toBe(expected),
  );
});

describe('somebody known', () => {
  test('signs in, also if the provider may not create accounts', () => {
    const alice = account();
    expect(decide(candidate(), { ...nobody, holder: alice }, strictRules)).toEqual({
      kind: 'sign_in',
      user: alice,
      synced: undefined,
      reason: 'the account has this identity',
    });
  });

  test.each([
    ['blocked_pending_approval', 'account_pending_approval', { requestedAt: '2026-11-23T00:00:00.000Z' }],
    ['blocked', 'account_blocked', { banned: false }],
    ['banned', 'account_blocked', { banned: true }],
  ] as const)('who is %s is refused: %s', (state, expected, details) => {
    const decision = decide(candidate(), { ...nobody, holder: account({ state }) }, strictRules);
    const log = { state, user: 'usr_1' };
    expect(decision).toMatchObject({ kind: 'refuse', problem: { code: expected, details, log } });
  });

  test('who is deactivated wakes', () => {
    const holder = account({ state: 'deactivated' });
    expect(decide(candidate(), { ...nobody, holder }, strictRules)).toMatchObject({
      kind: 'sign_in',
      reason: 'the account has this identity, and wakes from deactivation',
    });
  });

  test('has the profile kept in step, but for an address that is another’s', () => {
    const following = rules({ syncProfileFromProvider: ['corp'], syncProfileAttributes: ['name', 'email'] });
    const who = candidate({ ...verified, name: 'Alice' });
    const synced = (emailHolder: Existing['emailHolder']) => decide(who, { holder: account(), emailHolder }, following);
    expect(synced(undefined)).toMatchObject({ synced: { profile: { name: 'Alice', ...verified } } });
    expect(synced(account())).toMatchObject({ synced: { attributes: ['name', 'email'] } });
    expect(synced(owner)).toMatchObject({ synced: { profile: { name: 'Alice', emailVerified: false } } });
    expect(decide(who, { holder: account(), emailHolder: undefined }, strictRules)).toMatchObject({
      synced: undefined,
    });
  });
});

describe('an address for which nobody vouches any more', () => {
  const unverified = account({ profile: { email: 'Alice@example.com', emailVerified: false } });
  const who = candidate({ ...verified, emailVerifiedBy: 'corp', name: 'Alice' });

  test('is verified again by the next provider that vouches for it, whatever the configuration syncs', () => {
    const existing = { holder: unverified, emailHolder: undefined };
    const confirmed = { email: 'Alice@example.com', emailVerified: true, emailVerifiedBy: 'corp' };
    expect(decide(who, existing, strictRules)).toMatchObject({ synced: { profile: confirmed, attributes: ['email'] } });
    const syncs = rules({ syncProfileFromProvider: ['corp'], syncProfileAttributes: ['name'] });
    expect(decide(who, existing, syncs)).toMatchObject({ synced: { attributes: ['name', 'email'] } });
    expect(decidingAddress(who, unverified, strictRules)).toBe('alice@example.com');
    const follows = rules({ syncProfileFromProvider: ['corp'] });
    const followed = { ...confirmed, email: 'alice@example.com' };
    expect(decide(who, existing, follows)).toMatchObject({ synced: { profile: followed, attributes: ['email'] } });
  });

  test('stays unverified if another account has it by now', () => {
    expect(decide(who, { holder: unverified, emailHolder: owner }, strictRules)).toMatchObject({ synced: undefined });
  });

  test.each(['bob@example.com', 'al\u0131ce@example.com'])('is not confirmed by the address %s', (email) => {
    const other = candidate({ ...verified, email, emailVerifiedBy: 'corp' });
    expect(decidingAddress(other, unverified, strictRules)).toBeUndefined();
    expect(decide(other, { holder: unverified, emailHolder: undefined }, strictRules)).toMatchObject({
      synced: undefined,
    });
  });

  test('of an import gets the name of the first provider that vouches for it', () => {
    const imported = account({ profile: verified });
    expect(decidingAddress(who, imported, strictRules)).toBeUndefined();
    expect(decide(who, { holder: imported, emailHolder: undefined }, strictRules)).toMatchObject({
      synced: { profile: { ...verified, emailVerifiedBy: 'corp' } },
    });
    const vouched = account({ profile: { ...verified, emailVerifiedBy: 'other' } });
    expect(decide(who, { holder: vouched, emailHolder: undefined }, strictRules)).toMatchObject({ synced: undefined });
  });
});

test('an identity that is linked while the accounts are read is no other one', () => {
  const mine = account({ id: 'usr_me', profile: verified });
  const linking = rules({ autoLinkUser: ['corp'] });
  expect(code(candidate(verified), { holder: undefined, emailHolder: mine }, linking)).toBe('sign_in');
  expect(code(candidate(), { ...nobody, linkTo: mine }, strictRules)).toBe('linked_already');
});

describe('a signed-in user who asked to link the provider', () => {
  const linkTo = account({ id: 'usr_me', identities: { other: { uid: 'me', linkedAt: 0 } } });

  test('links an identity that nobody has, whatever the rules of sign-up', () =>
    expect(decide(candidate(), { ...nobody, linkTo }, strictRules)).toEqual({
      ...{ kind: 'link', user: linkTo, reason: 'the signed-in user asked for it' },
    }));

  test('is told if it is another account’s', () => {
    const message = 'the identity belongs to another account';
    expect(decide(candidate(), { ...nobody, holder: owner, linkTo }, strictRules)).toMatchObject({
      problem: problem('identity_taken', { message, log: { user: 'usr_me' } }),
    });
  });

  test('is told if the account has another identity there', () => {
    const mine = { ...linkTo, identities: { corp: { uid: 'me', linkedAt: 0 } } };
    expect(code(candidate(), { ...nobody, linkTo: mine }, strictRules)).toBe('another_identity_linked');
  });

  test('has it already if the identity is their own', () => {
    const mine = account({ id: 'usr_me' });
    expect(decide(candidate(), { ...nobody, holder: mine, linkTo: mine }, strictRules)).toEqual({
      ...{ kind: 'linked_already', user: mine, reason: 'the account has this identity already' },
    });
  });

  test('links nothing at a provider that cannot be linked, and keeps what is linked there', () => {
    const closed = candidate({}, { linkable: false });
    expect(code(closed, { ...nobody, linkTo }, strictRules)).toBe('linking_not_allowed');
    expect(code(closed, { ...nobody, holder: owner, linkTo }, strictRules)).toBe('linking_not_allowed');
    const mine = { ...linkTo, identities: { corp: { uid: 'alice', linkedAt: 0 } } };
    expect(code(closed, { ...nobody, holder: mine, linkTo: mine }, strictRules)).toBe('linked_already');
    const linking = rules({ autoLinkUser: ['corp'] });
    const newcomer = { ...candidate(verified), provider: closed.provider };
    expect(code(newcomer, { holder: undefined, emailHolder: owner }, linking)).toBe('auto_link');
  });

  test('is held to the provider’s domains as well', () =>
    expect(code(candidate({}, { blockedEmailDomains: ['evil.test'] }), { ...nobody, linkTo }, strictRules)).toBe(
      'required_claim_missing',
    ));
});

describe('the address that decides', () => {
  test('is the verified one of somebody new', () => {
    expect(decidingAddress(candidate({ ...verified, email: 'Alice@Example.com' }), undefined, strictRules)).toBe(
      'alice@example.com',
    );
    expect(decidingAddress(candidate({ email: 'alice@example.com' }), undefined, strictRules)).toBeUndefined();
  });

  test('of somebody known matters only if it is about to be taken over', () => {
    const following = rules({ syncProfileFromProvider: ['corp'] });
    expect(decidingAddress(candidate(verified), account(), strictRules)).toBeUndefined();
    expect(decidingAddress(candidate(verified), account(), following)).toBe('alice@example.com');
    expect(decidingAddress(candidate(verified), account({ profile: verified }), following)).toBeUndefined();
    const byName = { ...following, syncProfileAttributes: ['name' as const] };
    expect(decidingAddress(candidate(verified), account(), byName)).toBeUndefined();
  });
});

describe('for any rules', () => {
  const providers = fc.subarray(['corp', 'authentiq', 'google']);
  const anyRules = fc.record({
    allowSingleSignOn: providers,
    blockAutoCreatedUsers: fc.boolean(),
    autoApprove: fc.subarray(['example.com', 'example.org']),
    autoLinkUser: providers,
    externalProviders: providers,
    syncProfileFromProvider: providers,
    syncProfileAttributes: fc.subarray(['name', 'email'] as const),
  });
  const domains = fc.subarray(['example.com', 'evil.test']);
  const who = fc
    .record({
      email: fc.option(fc.constantFrom('a@example.com', 'a@example.org', 'a@evil.test'), { nil: undefined }),
      verified: fc.boolean(),
      name: fc.constantFrom('corp', 'authentiq', 'google'),
      allowedEmailDomains: domains,
      blockedEmailDomains: domains,
    })
    .map(({ email, verified: emailVerified, ...provider }) =>
      candidate({ ...(email !== undefined && { email, emailVerified }) }, provider),
    );
  const profile = fc
    .constantFrom(verified, { ...verified, email: 'a@example.com' })
    .chain((known) => fc.constantFrom(known, { ...known, emailVerified: false }));
  const state = fc.constantFrom(...userStates);
  const identities = fc.constantFrom(
    {},
    { corp: { uid: 'alice', linkedAt: 0 } },
    { google: { uid: 'x', linkedAt: 0 } },
  );
  const someone = (id: string) =>
    fc.option(fc.record({ id: fc.constant(id), state, identities, profile }).map(account), { nil: undefined });
  const existing = fc.record({ holder: someone('usr_holder'), emailHolder: someone('usr_email') });

  test('nobody gets in but by their identity, a listed link or a listed sign-up', () => {
    fc.assert(
      fc.property(who, existing, anyRules, (person, there, given) => {
        const decision = decide(person, there, given);
        expect(decision.reason).not.toBe('');
        if (decision.kind === 'sign_in' && there.holder !== undefined) expect(decision.user).toBe(there.holder);
        if (decision.kind === 'sign_in' && there.holder === undefined) {
          expect(decision.user.identities).toHaveProperty(`${person.provider.name}.uid`, person.uid);
        }
        if (decision.kind !== 'sign_in' && decision.kind !== 'auto_link') return;
        expect(['active', 'deactivated']).toContain(decision.user.state);
        if (decision.kind === 'sign_in') return;
        expect(there.holder).toBeUndefined();
        expect(given.autoLinkUser).toContain(person.provider.name);
        expect(decision.user.profile).toMatchObject({ email: person.profile.email, emailVerified: true });
        expect(decision.user.identities).not.toHaveProperty(person.provider.name);
      }),
    );
  });

  test('an account is made if the provider may, and is active at once if the rules say so', () => {
    fc.assert(
      fc.property(who, existing, anyRules, (person, there, given) => {
        const decision = decide(person, there, given);
        if (decision.kind !== 'create') return;
        expect(there.holder).toBeUndefined();
        expect(there.emailHolder).toBeUndefined();
        expect(given.allowSingleSignOn).toContain(person.provider.name);
        expect(decision.external).toBe(given.externalProviders.includes(person.provider.name));
        const { email, emailVerified } = person.profile;
        const approved = emailVerified && given.autoApprove.includes(email?.split('@')[1] ?? '');
        expect(decision.state === 'active').toBe(!given.blockAutoCreatedUsers || approved);
      }),
    );
  });

  test('a domain that is blocked, or not allowed, gets nowhere', () => {
    fc.assert(
      fc.property(who, existing, anyRules, (person, there, given) => {
        const { allowedEmailDomains, blockedEmailDomains } = person.provider;
        const { email, emailVerified } = person.profile;
        const domain = email?.split('@')[1] ?? '';
        const restricted = allowedEmailDomains.length + blockedEmailDomains.length > 0;
        const welcome =
          emailVerified &&
          !blockedEmailDomains.includes(domain) &&
          (allowedEmailDomains.length === 0 || allowedEmailDomains.includes(domain));
        if (restricted && !welcome) expect(decide(person, there, given).kind).toBe('refuse');
      }),
    );
  });
});
