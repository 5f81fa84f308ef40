import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { emailKey, type Profile } from '../accounts/profile.ts';
import type { Identity, User, UserState } from '../accounts/user.ts';
import type { SignOutMoment } from '../sessions/sign-out.ts';
import { outcomeOf } from './errors.ts';
import { keys } from './keys.ts';
import type { Item, Table } from './port.ts';

/** A user's item, in the table's names. */
interface UserItem {
  readonly id: string;
  readonly username: string;
  readonly profile: Profile;
  readonly state: UserState;
  readonly external: boolean;
  readonly created_at: number;
  readonly sign_in_count: number;
  readonly current_sign_in_at?: number;
  readonly current_sign_in_ip?: string;
  readonly identities: Readonly<Record<string, IdentityEntry>>;
}

interface IdentityEntry {
  readonly uid: string;
  readonly last_sign_in_at: number;
  readonly signed_out?: Moment;
  readonly signed_out_without_sid?: Moment;
}

interface Moment {
  readonly arrived_at: number;
  readonly issued_at: number;
}

/** A new user's item, with the first sign-in from this address counted in if the user may sign in. */
export function newUserItem(user: User, ip: string | undefined): Item {
  const item: UserItem = {
    id: user.id,
    username: user.username,
    profile: user.profile,
    state: user.state,
    external: user.external,
    created_at: user.createdAt,
    sign_in_count: user.signInCount,
    ...(ip !== undefined && { current_sign_in_at: user.createdAt, current_sign_in_ip: ip }),
    identities: Object.fromEntries(Object.entries(user.identities).map(([name, identity]) => [name, entry(identity)])),
  };
  return { ...keys.user(user.id), ...marshall(item) };
}

function entry(identity: Identity): IdentityEntry {
  return { uid: identity.uid, last_sign_in_at: identity.lastSignInAt };
}

/** Reads a user's item. */
export function userFrom(item: Item): User {
  const stored = unmarshall(item) as UserItem;
  return {
    id: stored.id,
    username: stored.username,
    profile: stored.profile,
    state: stored.state,
    external: stored.external,
    createdAt: stored.created_at,
    signInCount: stored.sign_in_count,
    identities: Object.fromEntries(Object.entries(stored.identities).map(([name, value]) => [name, identity(value)])),
  };
}

function identity(stored: IdentityEntry): Identity {
  const { signed_out, signed_out_without_sid } = stored;
  return {
    uid: stored.uid,
    lastSignInAt: stored.last_sign_in_at,
    ...(signed_out && { signedOut: moment(signed_out) }),
    ...(signed_out_without_sid && { signedOutWithoutSid: moment(signed_out_without_sid) }),
  };
}

function moment({ arrived_at, issued_at }: Moment): SignOutMoment {
  return { arrivedAt: arrived_at, issuedAt: issued_at };
}

/** The user who has an identity, if any. */
export async function findUserByIdentity(table: Table, provider: string, subject: string): Promise<User | undefined> {
  const identity = await table.get({ Key: keys.identity(provider, subject), ProjectionExpression: 'user_id' });
  const userId = identity.Item?.['user_id']?.S;
  return userId === undefined ? undefined : findUser(table, userId);
}

/** A user by id. */
export async function findUser(table: Table, userId: string): Promise<User | undefined> {
  const { Item } = await table.get({ Key: keys.user(userId) });
  return Item && userFrom(Item);
}

/** A user by id, username or verified e-mail address. */
export async function findUserByName(table: Table, name: string): Promise<User | undefined> {
  if (name.startsWith('usr_')) return findUser(table, name);
  const key = name.includes('@') ? keys.email(emailKey(name)) : keys.username(name.toLowerCase());
  const userId = (await table.get({ Key: key })).Item?.['user_id']?.S;
  return userId === undefined ? undefined : findUser(table, userId);
}

/**
 * Lets an account that waits for approval sign in.
 * @returns Whether it did wait.
 */
export async function approveUser(table: Table, userId: string): Promise<boolean> {
  const { done } = await outcomeOf(
    table.update({
      Key: keys.user(userId),
      UpdateExpression: 'SET #state = :active',
      ConditionExpression: '#state = :pending',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':active': { S: 'active' }, ':pending': { S: 'blocked_pending_approval' } },
    }),
  );
  return done;
}
