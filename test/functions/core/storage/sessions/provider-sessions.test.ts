import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { revokeProviderSession } from '../../../../../functions/core/storage/sessions/provider-sessions.ts';
import { TransactionRefused } from '../../../../../functions/core/storage/table/errors.ts';
import type { Table } from '../../../../../functions/core/storage/table/port.ts';
import { signInUser } from '../../../../../functions/core/storage/users/sign-in-transaction.ts';
import { lives, logoutAt, moments, signInAgain, signUp } from '../../support/logouts.ts';
import { newSignIn, start, unchanged } from '../../support/sign-ins.ts';
import { startTable, type TestTable } from '../../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
beforeEach(() => store.rewrite((input) => input));
afterAll(() => store.close());

describe('a logout of a provider’s session', () => {
  test('ends every session that it covers, of any user, and no other', async () => {
    const { user, session } = await signUp(store.table, { sid: 'shared' });
    const second = await signInAgain(store.table, user, { sid: 'shared' });
    const { session: others } = await signUp(store.table, { sid: 'shared' });
    const survivor = await signInAgain(store.table, user, { sid: 'else' });
    const without = await signInAgain(store.table, user, {});
    expect(await revokeProviderSession(store.table, 'corp', 'shared', logoutAt(1000))).toHaveLength(3);
    for (const ended of [session, second, others]) expect(await lives(store.table, ended)).toBe(false);
    for (const open of [survivor, without]) expect(await lives(store.table, open)).toBe(true);
    const left = Object.keys(await store.items()).filter((key) => key.startsWith('SID#corp#shared'));
    expect(left).toEqual(['SID#corp#shared SIGNED_OUT']);
  });

  test('of another provider with the same sid ends nothing', async () => {
    const { session } = await signUp(store.table, { sid: 'same' });
    expect(await revokeProviderSession(store.table, 'other', 'same', logoutAt(1000))).toHaveLength(0);
    expect(await lives(store.table, session)).toBe(true);
  });

  test('succeeds without any session, and when repeated', async () => {
    expect(await revokeProviderSession(store.table, 'corp', 'unknown', logoutAt(1000))).toHaveLength(0);
    expect(await revokeProviderSession(store.table, 'corp', 'unknown', logoutAt(2000))).toHaveLength(0);
  });

  test('ends sessions that fill several pages', async () => {
    const { user, session } = await signUp(store.table, { sid: 'many' });
    const more = await Promise.all([1, 2, 3, 4].map((at) => signInAgain(store.table, user, { sid: 'many', at })));
    store.rewrite((input, operation) => (operation === 'Query' ? { ...input, Limit: 2 } : input));
    expect(await revokeProviderSession(store.table, 'corp', 'many', logoutAt(1000))).toHaveLength(5);
    for (const ended of [session, ...more]) expect(await lives(store.table, ended)).toBe(false);
  });
});

test('a logout of many sessions ends twenty concurrently', async () => {
  const sessions = await Promise.all(Array.from({ length: 45 }, () => signUp(store.table, { sid: 'crowd' })));
  const running = { now: 0, most: 0 };
  const table: Table = {
    ...store.table,
    async delete(input) {
      running.now += 1;
      running.most = Math.max(running.most, running.now);
      await store.table.delete(input);
      running.now -= 1;
    },
  };
  expect(await revokeProviderSession(table, 'corp', 'crowd', logoutAt(1000))).toHaveLength(45);
  expect(running.most).toBe(20);
  const alive = await Promise.all(sessions.map(({ session }) => lives(store.table, session)));
  expect(alive).toEqual(Array(45).fill(false));
  const left = Object.keys(await store.items()).filter((key) => key.startsWith('SID#corp#crowd '));
  expect(left).toEqual(['SID#corp#crowd SIGNED_OUT']);
});

describe('its tombstone', () => {
  const tombstoneOf = async (sid: string) => (await store.items())[`SID#corp#${sid} SIGNED_OUT`];

  test('stays for a day', async () => {
    await revokeProviderSession(store.table, 'corp', 'marked', logoutAt(1000, 500));
    expect(await tombstoneOf('marked')).toEqual({
      signed_out_at: { N: String(start + 1000) },
      signed_out_iat: { N: String((start + 500) / 1000) },
      expires_at: { N: String((start + 1000) / 1000 + 24 * 3600) },
    });
  });

  test('is not replaced by an earlier, delayed logout, which still ends its sessions', async () => {
    await revokeProviderSession(store.table, 'corp', 'delayed', logoutAt(5000));
    const tombstone = await tombstoneOf('delayed');
    const { user } = await signUp(store.table);
    const session = await signInAgain(store.table, user, { sid: 'delayed', at: 9000 });
    await revokeProviderSession(store.table, 'corp', 'delayed', logoutAt(10_000, 1000));
    expect(await tombstoneOf('delayed')).toEqual(tombstone);
    expect(await lives(store.table, session)).toBe(false);
  });

  test('is renewed by a later logout', async () => {
    await revokeProviderSession(store.table, 'corp', 'renewed', logoutAt(1000));
    await revokeProviderSession(store.table, 'corp', 'renewed', logoutAt(2000, 1000));
    expect(await tombstoneOf('renewed')).toMatchObject({ signed_out_at: { N: String(start + 2000) } });
  });
});

describe('a login concurrent with a logout of its sid', () => {
  test.each(moments)('one that %s', async (name, moment, opens) => {
    const { user } = await signUp(store.table);
    const sid = `beside ${name}`;
    await revokeProviderSession(store.table, 'corp', sid, logoutAt(0));
    const signIn = newSignIn(user, { sid, at: 3000, moment });
    const written = signInUser(store.table, user, signIn, unchanged);
    if (opens) await expect(written).resolves.toBeUndefined();
    else await expect(written).rejects.toEqual(new TransactionRefused('signed_out'));
    expect(await lives(store.table, signIn.session)).toBe(opens);
  });

  test('at the same time leaves no active session', async () => {
    const { user } = await signUp(store.table);
    for (let index = 0; index < 15; index += 1) {
      const signIn = newSignIn(user, { sid: `race-${index}` });
      await Promise.allSettled([
        signInUser(store.table, user, signIn, unchanged),
        revokeProviderSession(store.table, 'corp', `race-${index}`, logoutAt(0)),
      ]);
      expect(await lives(store.table, signIn.session)).toBe(false);
    }
  });
});
