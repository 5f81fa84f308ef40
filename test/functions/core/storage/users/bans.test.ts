import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addressOf } from '../../../../../functions/core/accounts/ban.ts';
import type { Profile } from '../../../../../functions/core/accounts/profile.ts';
import { banWith, findBan, hasBans, liftBans } from '../../../../../functions/core/storage/users/bans.ts';
import { deleteUser } from '../../../../../functions/core/storage/users/delete-user.ts';
import { findExisting } from '../../../../../functions/core/storage/users/users.ts';
import { candidate, strictRules } from '../../accounts/people.ts';
import { accountWith, operatorRecord, store as write } from '../../support/accounts.ts';
import { start } from '../../support/sign-ins.ts';
import { startTable, type TestTable } from '../../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

const nobody: Profile = { emailVerified: false };
const ban = (userId: string, identities: Readonly<Record<string, string>>, profile: Profile = nobody) =>
  banWith(
    store.table,
    userId,
    {
      identities: Object.entries(identities).map(([provider, uid]) => ({ provider, uid })),
      address: addressOf(profile),
    },
    start,
    [operatorRecord('user.banned_everywhere', userId)],
  );
const found = (name: string, uid: string, profile: Profile = nobody) =>
  findBan(store.table, { provider: { name }, uid, profile });
const lift = (userId: string) =>
  liftBans(store.table, userId, () => operatorRecord('user.unbanned_everywhere', userId));

test('a ban is found by identity and by address, and no other way', async () => {
  await ban('usr_a', { corp: 'eve', 'corp-2': 'x' }, { email: 'Eve@Example.com', emailVerified: true });
  expect(await found('corp', 'eve')).toBe('usr_a');
  expect(await found('corp', 'Eve')).toBeUndefined();
  expect(await found('corp-2', 'eve')).toBeUndefined();
  expect(await found('other', 'o', { email: 'eve@example.com', emailVerified: false })).toBe('usr_a');
  expect(await found('other', 'o', { email: 'ed@example.com', emailVerified: true })).toBeUndefined();
});

test('an address that was not proved covers only those who have not proved it', async () => {
  await ban('usr_b', { corp: 'b' }, { email: 'vera@example.com', emailVerified: false });
  expect(await found('other', 'v', { email: 'vera@example.com', emailVerified: true })).toBeUndefined();
  expect(await found('other', 'l', { email: 'vera@example.com', emailVerified: false })).toBe('usr_b');
});

test('a ban ends when it is lifted for each account with which it was made, and is the only thing that is lifted', async () => {
  const email = { email: 'two@example.com', emailVerified: true };
  await ban('usr_c', { corp: 'c' }, email);
  await ban('usr_d', Object.fromEntries(Array.from({ length: 95 }, (_, index) => [`p${index}`, 'd'])), email);
  expect(await lift('usr_d')).toBe(true);
  expect(await hasBans(store.table, 'usr_d')).toBe(false);
  expect(await found('p94', 'd')).toBeUndefined();
  expect(await found('other', 'o', email)).toBe('usr_c');
  expect(await lift('usr_d')).toBe(false);
  expect(await lift('usr_c')).toBe(true);
  expect(await found('other', 'o', email)).toBeUndefined();
});

test('a ban outlives the account, without its address or uid', async () => {
  const profile = { email: 'gone@example.com', emailVerified: true };
  const user = await write(store, accountWith({ corp: 'gone-uid' }, { profile }));
  await ban(user.id, { corp: 'gone-uid' }, profile);
  await deleteUser(store.table, user, [operatorRecord('user.deleted', user.id)]);
  expect(await found('corp', 'gone-uid')).toBe(user.id);
  const left = JSON.stringify(await store.items());
  expect(left).not.toMatch(/gone@|gone-uid/);
});

test('a person who has an account is not looked up', async () => {
  const user = await write(store, accountWith({ corp: 'known' }));
  await ban('usr_e', { corp: 'known', other: 'new' });
  const who = (name: string, uid: string) => {
    const { provider, ...rest } = candidate();
    return { ...rest, uid, provider: { ...provider, name } };
  };
  const before = store.requests('Query').length;
  const existing = await findExisting(store.table, who('corp', 'known'), strictRules);
  expect([existing.holder?.id, existing.bannedWith]).toEqual([user.id, undefined]);
  expect(store.requests('Query')).toHaveLength(before);
  expect(await findExisting(store.table, who('other', 'new'), strictRules)).toMatchObject({ bannedWith: 'usr_e' });
});
