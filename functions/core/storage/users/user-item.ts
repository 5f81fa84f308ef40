import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { inOrder, type Profile } from '../../accounts/profile.ts';
import type { SignOutMoment } from '../../accounts/sign-out.ts';
import type { Identity, SignInMethodsChange, SignInRecord, User, UserState } from '../../accounts/user.ts';
import { keys } from '../table/keys.ts';
import { listed, shardOf, userList } from '../table/list-index.ts';
import type { Item } from '../table/port.ts';

/** Attributes of a user's item in the table. */
interface UserItem {
  readonly id: string;
  readonly username: string;
  readonly profile: Profile;
  readonly state: UserState;
  readonly external: boolean;
  readonly created_at: number;
  readonly sign_in_count: number;
  readonly current_sign_in_at?: number;
  /**
   * IP address of the current sign-in; absent only if there is no current sign-in. An unknown IP address is stored as
   * the empty string, so that the next sign-in can copy the attribute to `last_sign_in_ip`.
   */
  readonly current_sign_in_ip?: string;
  readonly last_sign_in_at?: number;
  readonly last_sign_in_ip?: string;
  readonly sessions_ended?: { readonly at: number; readonly except?: string };
  readonly sign_in_methods_change?: SignInMethodsChange;
  readonly identities: Readonly<Record<string, IdentityEntry>>;
}

/** An identity, as its user's item stores it. */
export interface IdentityEntry {
  readonly uid: string;
  readonly linked_at: number;
  readonly last_sign_in_at?: number;
  readonly signed_out?: Moment;
  readonly signed_out_without_sid?: Moment;
}

interface Moment {
  readonly arrived_at: number;
  readonly issued_at: number;
}

/** Converts a user to its item, which is on the list of the accounts in its state. */
export function userItem(user: User): Item {
  const item: UserItem = {
    id: user.id,
    username: user.username,
    profile: user.profile,
    state: user.state,
    external: user.external,
    created_at: user.createdAt,
    sign_in_count: user.signInCount,
    ...(user.currentSignIn && {
      current_sign_in_at: user.currentSignIn.at,
      current_sign_in_ip: user.currentSignIn.ip ?? '',
    }),
    ...(user.lastSignIn && { last_sign_in_at: user.lastSignIn.at, last_sign_in_ip: user.lastSignIn.ip ?? '' }),
    ...(user.sessionsEnded && { sessions_ended: user.sessionsEnded }),
    ...(user.signInMethodsChange && { sign_in_methods_change: user.signInMethodsChange }),
    identities: Object.fromEntries(
      Object.entries(user.identities).map(([name, identity]) => [name, identityEntry(identity)]),
    ),
  };
  return {
    ...keys.user(user.id),
    ...marshall(item),
    ...listed(userList(user.state, shardOf(user.id)), user.createdAt),
  };
}

/** Converts an identity to the form in which its user's item stores it. */
export function identityEntry(identity: Identity): IdentityEntry {
  const { signedOut, signedOutWithoutSid } = identity;
  return {
    uid: identity.uid,
    linked_at: identity.linkedAt,
    ...(identity.lastSignInAt !== undefined && { last_sign_in_at: identity.lastSignInAt }),
    ...(signedOut && { signed_out: entryOf(signedOut) }),
    ...(signedOutWithoutSid && { signed_out_without_sid: entryOf(signedOutWithoutSid) }),
  };
}

/** Converts an item to its user, with identities and profile attributes in a stable order. */
export function userFrom(item: Item): User {
  const stored = unmarshall(item) as UserItem;
  const { current_sign_in_at, current_sign_in_ip, last_sign_in_at, last_sign_in_ip, sessions_ended } = stored;
  const { sign_in_methods_change } = stored;
  return {
    id: stored.id,
    username: stored.username,
    profile: inOrder(stored.profile),
    state: stored.state,
    external: stored.external,
    createdAt: stored.created_at,
    signInCount: stored.sign_in_count,
    ...(current_sign_in_at !== undefined && { currentSignIn: traceOf(current_sign_in_at, current_sign_in_ip) }),
    ...(last_sign_in_at !== undefined && { lastSignIn: traceOf(last_sign_in_at, last_sign_in_ip) }),
    ...(sessions_ended && { sessionsEnded: sessions_ended }),
    ...(sign_in_methods_change && { signInMethodsChange: sign_in_methods_change }),
    identities: Object.fromEntries(
      Object.entries(byName(stored.identities)).map(([name, value]) => [name, identityFrom(value)]),
    ),
  };
}

function traceOf(at: number, ip = ''): SignInRecord {
  return { at, ...(ip !== '' && { ip }) };
}

function identityFrom(stored: IdentityEntry): Identity {
  const { signed_out, signed_out_without_sid } = stored;
  return {
    uid: stored.uid,
    linkedAt: stored.linked_at,
    ...(stored.last_sign_in_at !== undefined && { lastSignInAt: stored.last_sign_in_at }),
    ...(signed_out && { signedOut: momentFrom(signed_out) }),
    ...(signed_out_without_sid && { signedOutWithoutSid: momentFrom(signed_out_without_sid) }),
  };
}

function entryOf({ arrivedAt, issuedAt }: SignOutMoment): Moment {
  return { arrived_at: arrivedAt, issued_at: issuedAt };
}

function momentFrom({ arrived_at, issued_at }: Moment): SignOutMoment {
  return { arrivedAt: arrived_at, issuedAt: issued_at };
}

/** Sorts the entries of a map by name. DynamoDB does not preserve their order, so two reads could differ. */
export function byName<Value>(map: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(map).sort(([one], [other]) => (one < other ? -1 : 1)));
}
