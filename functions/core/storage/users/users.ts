import { type Candidate, decidingAddress, type Existing } from '../../accounts/policy.ts';
import { emailKey, verifiedEmailKey } from '../../accounts/profile.ts';
import type { User } from '../../accounts/user.ts';
import type { AccountRules } from '../../contract/settings.ts';
import { type Key, keys } from '../table/keys.ts';
import type { Table } from '../table/port.ts';
import { findBan } from './bans.ts';
import { userFrom } from './user-item.ts';

/** Finds the user to whom an identity is linked, if any. */
export function findUserByIdentity(table: Table, provider: string, uid: string): Promise<User | undefined> {
  return findHolder(table, keys.identity(provider, uid));
}

/**
 * Finds the user with a verified email address, if any.
 * @param key The email address as `emailKey` returns it.
 */
export async function findUserByEmail(table: Table, key: string): Promise<User | undefined> {
  const user = await findHolder(table, keys.email(key));
  // Item and user are read one after the other, and the address may have become unverified in between.
  return user !== undefined && verifiedEmailKey(user.profile) === key ? user : undefined;
}

/** Finds a user by id. */
export async function findUser(table: Table, userId: string): Promise<User | undefined> {
  const { Item } = await table.get({ Key: keys.user(userId) });
  return Item && userFrom(Item);
}

/** Finds a user by id, username or verified email address. */
export async function findUserByName(table: Table, name: string): Promise<User | undefined> {
  if (name.startsWith('usr_')) return findUser(table, name);
  return name.includes('@')
    ? findUserByEmail(table, emailKey(name))
    : findHolder(table, keys.username(name.toLowerCase()));
}

async function findHolder(table: Table, Key: Key): Promise<User | undefined> {
  const userId = (await table.get({ Key, ProjectionExpression: 'user_id' })).Item?.['user_id']?.S;
  return userId === undefined ? undefined : findUser(table, userId);
}

/**
 * Reads the accounts that the account policy decides on. These are the user with the identity and, if the decision may
 * depend on it, the user with the verified email address. If no user has the identity, it is also read whether the
 * identity or the email address was banned with an account.
 */
export async function findExisting(table: Table, candidate: Candidate, rules: AccountRules): Promise<Existing> {
  const holder = await findUserByIdentity(table, candidate.provider.name, candidate.uid);
  const address = decidingAddress(candidate, holder, rules);
  const [emailHolder, bannedWith] = await Promise.all([
    address === undefined ? undefined : findUserByEmail(table, address),
    holder === undefined ? findBan(table, candidate) : undefined,
  ]);
  return { holder, emailHolder, bannedWith };
}
