import { verifiedEmailKey } from '../../accounts/profile.ts';
import type { SignInMoment } from '../../accounts/sign-out.ts';
import type { SyncedProfile } from '../../accounts/sync.ts';
import { identityAt, type User } from '../../accounts/user.ts';
import type { AuditRecord } from '../../audit/event.ts';
import type { Session } from '../../sessions/session.ts';
import { auditSteps } from '../audit.ts';
import { providerSessionSteps } from '../sessions/provider-sessions.ts';
import { deletionSteps, type SessionReference, sessionItem } from '../sessions/sessions.ts';
import { keys } from '../table/keys.ts';
import type { Table, TransactionStep } from '../table/port.ts';
import { claimIdentity, notSignedOutSince, requireIdentity } from './identities.ts';
import { claimAddress, claimUsername, moveAddress } from './unique-names.ts';
import { userItem } from './user-item.ts';
import { UserUpdate } from './user-update.ts';

/** A sign-in to be written: the identity it came by, what it opens and ends, and what the trail says of it. */
export interface SignInWrite {
  readonly provider: string;
  readonly uid: string;
  readonly moment: SignInMoment;
  /** Absent for an account that waits for approval. */
  readonly session?: Session;
  /** The session this browser had before: a new sign-in ends it. */
  readonly replaced?: SessionReference;
  readonly records: readonly AuditRecord[];
}

/** What a further sign-in changes of its user. */
export interface SignInChanges {
  readonly synced: SyncedProfile | undefined;
  /** Whether the identity is not the user's yet. */
  readonly links: boolean;
}

/**
 * Writes a new user with identity, unique names and (if there is one) the session, all or nothing.
 * @throws TransactionRefused `identity`, `username`, `email` or `signed_out`.
 */
export async function createUser(table: Table, user: User, signIn: SignInWrite): Promise<void> {
  const address = verifiedEmailKey(user.profile);
  await table.transact([
    claimIdentity(user.id, signIn, notSignedOutSince(signIn)),
    claimUsername(user.username, user.id),
    ...(address === undefined ? [] : [claimAddress(address, user.id)]),
    { name: 'user', write: { Put: { Item: userItem(user), ConditionExpression: 'attribute_not_exists(pk)' } } },
    ...sessionSteps(signIn),
    ...auditSteps(signIn.records),
  ]);
}

/**
 * Writes a further sign-in of a user: counts it, opens the session, wakes the account where it was deactivated, links
 * the identity and takes over the profile where that is called for; all provided that the account is as it was read.
 * @throws TransactionRefused `identity`, `user`, `email` or `signed_out`.
 */
export async function signInUser(
  table: Table,
  user: User,
  signIn: SignInWrite & { readonly session: Session },
  { synced, links }: SignInChanges,
): Promise<void> {
  const { provider, uid, session } = signIn;
  const entry = { uid, linkedAt: session.createdAt, lastSignInAt: session.createdAt };
  const update = new UserUpdate(user.id).inState(user.state).counted(user, session);
  if (links) update.linked(provider, entry).hasAddress(user.profile);
  else update.used(provider, session.createdAt);
  if (user.state !== 'active') update.toState('active');
  if (synced !== undefined) update.withProfile(synced.profile, user.profile);
  const free = notSignedOutSince(signIn);
  await table.transact([
    links ? claimIdentity(user.id, signIn, free) : requireIdentity(user.id, signIn, free),
    update.step(),
    ...(synced === undefined ? [] : moveAddress(user, synced.profile)),
    ...sessionSteps(signIn),
    ...auditSteps(signIn.records),
  ]);
}

/** A link to be written: which identity, by which login, and the session of who asked for it. */
export interface Link extends Pick<SignInWrite, 'provider' | 'uid' | 'moment' | 'records'> {
  readonly sessionId: string;
  /** The provider through which that session came. */
  readonly sessionProvider: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Makes an identity a way into the account of a user who is signed in, provided that nothing has ended the session.
 * @throws TransactionRefused `identity`, `user` or `session`.
 */
export async function linkIdentity(table: Table, user: User, link: Link): Promise<void> {
  const { provider, uid, at, sessionId, sessionProvider } = link;
  const update = new UserUpdate(user.id).inState('active').notEndedSince(user).linked(provider, { uid, linkedAt: at });
  const cameThrough = identityAt(user, sessionProvider);
  if (cameThrough !== undefined) update.sameIdentity(sessionProvider, cameThrough);
  await table.transact([
    claimIdentity(user.id, link, notSignedOutSince({})),
    update.step(),
    {
      name: 'session',
      write: {
        ConditionCheck: { Key: keys.session(user.id, sessionId), ConditionExpression: 'attribute_exists(pk)' },
      },
    },
    ...auditSteps(link.records),
  ]);
}

function sessionSteps({ session, replaced }: SignInWrite): readonly TransactionStep[] {
  if (session === undefined) return [];
  return [
    {
      name: 'session',
      write: { Put: { Item: sessionItem(session), ConditionExpression: 'attribute_not_exists(pk)' } },
    },
    ...(session.sid === undefined ? [] : providerSessionSteps(session, session.sid)),
    ...(replaced === undefined ? [] : deletionSteps(replaced)),
  ];
}
