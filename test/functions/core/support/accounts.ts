import { randomBytes } from 'node:crypto';
import { verifiedEmailKey } from '../../../../functions/core/accounts/profile.ts';
import type { User } from '../../../../functions/core/accounts/user.ts';
import type { AuditEventName, AuditRecord } from '../../../../functions/core/audit/event.ts';
import { recordOf } from '../../../../functions/core/audit/record.ts';
import { newSessionToken, newUserId } from '../../../../functions/core/sessions/session-cookie.ts';
import { importUsers } from '../../../../functions/core/storage/users/import-users.ts';
import { signInUser } from '../../../../functions/core/storage/users/sign-in-transaction.ts';
import { userFrom } from '../../../../functions/core/storage/users/user-item.ts';
import { findUser } from '../../../../functions/core/storage/users/users.ts';
import { start } from './sign-ins.ts';
import type { TestTable } from './table.ts';

/** What an operator's command writes down of an account. */
export function operatorRecord(event: AuditEventName, user: string): AuditRecord {
  return recordOf({ event, actor: 'operator', operator: 'tester', user }, { clock: () => start, random: randomBytes });
}

/** An account with identities by provider (`{ corp: 'uid' }`), by default one that nobody else has. */
export function accountWith(identities?: Readonly<Record<string, string>>, fields: Partial<User> = {}): User {
  const id = newUserId(randomBytes);
  const uids = Object.entries(identities ?? { corp: `uid-of-${id}` });
  return {
    id,
    username: `name-of-${id
      .slice(4)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '0')}`,
    profile: { emailVerified: false },
    state: 'active',
    external: false,
    createdAt: start,
    signInCount: 0,
    identities: Object.fromEntries(uids.map(([provider, uid]) => [provider, { uid, linkedAt: start }])),
    ...fields,
  };
}

/** Writes an account as an import does. */
export async function store({ table }: TestTable, user: User): Promise<User> {
  await importUsers(table, [{ user, record: operatorRecord('user.created', user.id) }]);
  return user;
}

/** Signs a user in through one of their identities. @returns The session's identifier. */
export async function signIn(
  { table }: TestTable,
  userId: string,
  provider: string,
  { at = start + 60_000, sid }: { readonly at?: number; readonly sid?: string } = {},
): Promise<string> {
  const user = await findUser(table, userId);
  const uid = user?.identities[provider]?.uid;
  if (user === undefined || uid === undefined) throw new Error(`${userId} has no identity at ${provider}`);
  const session = {
    id: newSessionToken(userId, randomBytes).sessionId,
    userId,
    provider,
    ...(sid !== undefined && { sid }),
    createdAt: at,
    signIn: { startedAt: at - 1000, authenticatedAt: at / 1000 - 1 },
    attempt: `attempt-${at}`,
    lastSeenAt: at,
    endsAt: at + 3_600_000,
    userAgent: 'Browser/1.0',
    ip: '192.0.2.7',
  };
  const records = [operatorRecord('user.signed_in', userId)];
  const signingIn = { provider, uid, moment: session.signIn, session, records };
  await signInUser(table, user, signingIn, { synced: undefined, links: false });
  return session.id;
}

/** Keys of the items that hold a text anywhere, those of the trail apart. */
export async function itemsWith(store: TestTable, ...texts: readonly string[]): Promise<readonly string[]> {
  const items = Object.entries(await store.items()).filter(([key]) => !key.startsWith('AUDIT#'));
  return items.filter((item) => texts.some((text) => JSON.stringify(item).includes(text))).map(([key]) => key);
}

/**
 * Looks through the whole table for what must never be: a name, identity, session or note of no account, or one that
 * its account does not know of.
 */
export async function inconsistencies(store: TestTable): Promise<readonly string[]> {
  const items = await store.items();
  const users = new Map<string, User>();
  for (const [key, item] of Object.entries(items)) {
    if (!key.endsWith(' PROFILE')) continue;
    const [pk = ''] = key.split(' ');
    users.set(pk.slice('USER#'.length), userFrom({ ...item, pk: { S: pk } }));
  }
  const expected = [...users.values()].flatMap(keysOf);
  // An address or identity that was released may linger without a user: no account has it, and anybody can claim it.
  const owned = Object.entries(items).filter(
    ([key, item]) => /^(?:USERNAME|EMAIL|IDENTITY)#/.test(key) && item['user_id'] !== undefined,
  );
  const wrong = [
    ...expected.filter(([key, id]) => items[key]?.['user_id']?.S !== id).map(([key]) => `missing: ${key}`),
    ...owned.filter(([key]) => !expected.some(([known]) => known === key)).map(([key]) => `nobody's: ${key}`),
  ];
  const sessions = Object.entries(items).filter(([key]) => key.includes(' SESSION#'));
  const orphans = sessions.filter(([, item]) => !users.has(item['user_id']?.S ?? ''));
  return [...wrong, ...orphans.map(([key]) => `of no account: ${key}`)];
}

function keysOf({ id, username, profile, identities }: User): readonly (readonly [string, string])[] {
  const address = verifiedEmailKey(profile);
  return [
    [`USERNAME#${username} USERNAME`, id],
    ...(address === undefined ? [] : [[`EMAIL#${address} EMAIL`, id] as const]),
    ...Object.entries(identities).map(([provider, { uid }]) => [`IDENTITY#${provider}#${uid} IDENTITY`, id] as const),
  ];
}
