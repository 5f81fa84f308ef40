import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Candidate, decide } from '../../../../../functions/core/accounts/policy.ts';
import type { User } from '../../../../../functions/core/accounts/user.ts';
import type { AccountRules } from '../../../../../functions/core/contract/settings.ts';
import { TransactionRefused } from '../../../../../functions/core/storage/table/errors.ts';
import { deleteUser } from '../../../../../functions/core/storage/users/delete-user.ts';
import { unlinkIdentity } from '../../../../../functions/core/storage/users/identities.ts';
import { mergeUsers } from '../../../../../functions/core/storage/users/merge-users.ts';
import { createUser, signInUser } from '../../../../../functions/core/storage/users/sign-in-transaction.ts';
import { listUsers } from '../../../../../functions/core/storage/users/user-lists.ts';
import { findExisting, findUserByIdentity } from '../../../../../functions/core/storage/users/users.ts';
import { runs } from '../../../../support/fuzz/runs.ts';
import { strictRules } from '../../accounts/people.ts';
import { accountWith, inconsistencies, store as write } from '../../support/accounts.ts';
import { newSession, newUser, start } from '../../support/sign-ins.ts';
import { startTable, type TestTable } from '../../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

const providers = ['corp', 'private'] as const;
const rules: AccountRules = {
  ...strictRules,
  ...{ allowSingleSignOn: providers, blockAutoCreatedUsers: false },
  ...{ autoLinkUser: ['private'], syncProfileFromProvider: ['corp'], syncProfileAttributes: ['email'] },
};

type Provider = (typeof providers)[number];
interface Claim {
  readonly provider: Provider;
  readonly uid: string;
  readonly email: string;
  readonly emailVerified: boolean;
}

/** A sign-in, as the callback function decides and writes it. */
async function arrive({ provider, uid, email, emailVerified }: Claim, pauseMs: number): Promise<void> {
  const profile = { email, emailVerified, ...(emailVerified && { emailVerifiedBy: provider }) };
  const settings = { name: provider, linkable: true, allowedEmailDomains: [], blockedEmailDomains: [] };
  const candidate: Candidate = { provider: settings, uid, profile };
  const decision = decide(candidate, await findExisting(store.table, candidate, rules), rules);
  const writeOf = (user: User) => {
    const session = { ...newSession(user), provider };
    return { provider, uid, moment: session.signIn, session, records: [] };
  };
  await sleep(pauseMs);
  if (decision.kind === 'create') {
    const user = { ...newUser({ profile }), identities: { [provider]: { uid, linkedAt: start } } };
    await createUser(store.table, user, writeOf(user));
  } else if (decision.kind === 'sign_in' || decision.kind === 'auto_link') {
    const { kind, user, synced } = decision;
    await signInUser(store.table, user, writeOf(user), { synced, links: kind === 'auto_link' });
  }
}

async function leave(provider: Provider, uid: string, pauseMs: number): Promise<void> {
  const user = await findUserByIdentity(store.table, provider, uid);
  if (user === undefined) return;
  await sleep(pauseMs);
  const remaining = providers.filter((other) => other !== provider);
  const change = { change: 'unlinked', provider, at: start } as const;
  const session = { id: 'ses_1', provider: 'corp' };
  await unlinkIdentity(store.table, user, { change, uid, remaining, session, records: [] });
}

async function merge(uid: string, pauseMs: number): Promise<void> {
  const [into, from] = await Promise.all(providers.map((provider) => findUserByIdentity(store.table, provider, uid)));
  if (into === undefined || from === undefined || into.id === from.id) return;
  await sleep(pauseMs);
  await mergeUsers(store.table, { into, from }, start, []);
}

/** Does nothing if somebody else was faster, as a request that is not repeated. */
const once = (write: Promise<void>) =>
  write.catch((error: unknown) => {
    if (!(error instanceof TransactionRefused)) throw error;
  });

async function everybody(): Promise<readonly User[]> {
  const users: User[] = [];
  for await (const user of listUsers(store.table)) users.push(user);
  return users;
}

const provider = fc.constantFrom(...providers);
const uid = fc.constantFrom('ann', 'ben');
const email = fc.constantFrom('a@example.com', 'A@example.com', 'b@example.com');
/** Milliseconds between what an action reads and what it writes. */
const pause = fc.constantFrom(0, 0, 10, 20);
type Action = readonly [(pauseMs: number) => Promise<void>, number];

const arriving = (claim: Claim, pauseMs: number): Action => [(ms) => arrive(claim, ms), pauseMs];
const leaving = (at: Provider, sub: string, pauseMs: number): Action => [(ms) => leave(at, sub, ms), pauseMs];
const merging = (sub: string, pauseMs: number): Action => [(ms) => merge(sub, ms), pauseMs];
const action = fc.oneof(
  fc.tuple(fc.record({ provider, uid, email, emailVerified: fc.boolean() }), pause).map((one) => arriving(...one)),
  fc.tuple(provider, uid, pause).map((one) => leaving(...one)),
  fc.tuple(uid, pause).map((one) => merging(...one)),
);

/** Starts with one account of both providers, and then does the actions of each round at the same time. */
async function play(voucher: Provider, rounds: readonly (readonly Action[])[]): Promise<void> {
  const profile = { email: 'a@example.com', emailVerified: true, emailVerifiedBy: voucher };
  await write(store, accountWith({ corp: 'ann', private: 'ann' }, { profile }));
  for (const round of rounds) {
    await Promise.all(round.map(([run, pauseMs]) => once(run(pauseMs))));
    expect(await inconsistencies(store)).toEqual([]);
    for (const { profile: now, identities } of await everybody()) {
      expect(now.emailVerifiedBy !== undefined).toBe(now.emailVerified);
      if (now.emailVerifiedBy !== undefined) expect(identities).toHaveProperty(now.emailVerifiedBy);
    }
  }
  for (const user of await everybody()) await deleteUser(store.table, user, []);
}

test('an address that changes its provider while that provider is unlinked is not left verified', async () => {
  const moved = { provider: 'corp', uid: 'ann', email: 'b@example.com', emailVerified: true } as const;
  await play('private', [[leaving('corp', 'ann', 500), arriving(moved, 0)]]);
});

test('however sign-ins, unlinks and merges meet, a verified address has one account and a linked provider', async () => {
  const rounds = fc.array(fc.array(action, { minLength: 2, maxLength: 4 }), { maxLength: 5 });
  await fc.assert(fc.asyncProperty(provider, rounds, play), { numRuns: runs(15) });
});
