import { verifiedEmailKey } from '../../accounts/profile.ts';
import type { SignInMoment } from '../../accounts/sign-out.ts';
import type { SyncedProfile } from '../../accounts/sync.ts';
import { identityAt, type User } from '../../accounts/user.ts';
import type { AuditRecord } from '../../audit/event.ts';
import type { Session } from '../../sessions/session.ts';
import { auditSteps } from '../audit-append.ts';
import { providerSessionSteps } from '../sessions/provider-sessions.ts';
import { deletionSteps, type SessionReference, sessionItem } from '../sessions/sessions.ts';
import { keys } from '../table/keys.ts';
import type { Table, TransactionStep } from '../table/port.ts';
import { claimIdentity, notSignedOutSince, requireIdentity } from './identities.ts';
import { claimAddress, claimUsername, moveAddress } from './unique-names.ts';
import { userItem } from './user-item.ts';
import { UserUpdate } from './user-update.ts';

/**
 * A sign-in to be written: its identity, the session that it opens, the session that it replaces, and its audit events.
 */
export interface SignInWrite {
  readonly provider: string;
  readonly uid: string;
  readonly moment: SignInMoment;
  /** The session that the sign-in opens; absent if the account waits for approval. */
  readonly session?: Session;
  /** The browser's previous session. The new session replaces it, which prevents session fixation. */
  readonly replaced?: SessionReference;
  readonly records: readonly AuditRecord[];
}

/** Changes of the user that a further sign-in causes. */
export interface SignInChanges {
  readonly synced: SyncedProfile | undefined;
  /** Whether the sign-in links the identity to the user. */
  readonly links: boolean;
}

/**
 * Writes a new user with its identity, unique names and, unless the account waits for approval, its session. One
 * transaction writes all or nothing.
 * @throws TransactionRefused with the step whose condition did not hold: `identity`, `username`, `email`, `signed_out`
 * or `replaced`.
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
 * Writes a further sign-in of a user in one transaction: counts it and opens the session. If required, it also
 * reactivates the account, links the identity and replaces the profile. Requires that the account is as it was read
 * (optimistic concurrency).
 * @throws TransactionRefused with the step whose condition did not hold: `identity`, `user`, `email`, `signed_out` or
 * `replaced`.
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

/** An identity to be linked, with the time of the login that proved it, and the session that requested the link. */
export interface Link extends Pick<SignInWrite, 'provider' | 'uid' | 'moment' | 'records'> {
  readonly sessionId: string;
  /** Name of the provider through which that session was opened. */
  readonly sessionProvider: string;
  /** When the identity is linked, milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Links an identity to the account of a signed-in user. Requires that the session that requested the link has not
 * ended.
 * @throws TransactionRefused with the step whose condition did not hold: `identity`, `user` or `session`.
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
    // If the replaced session has ended meanwhile, the transaction is refused, so that its end is recorded only once.
    ...(replaced === undefined ? [] : deletionSteps(replaced, { ConditionExpression: 'attribute_exists(pk)' })).map(
      (step) => ({ ...step, name: 'replaced' }),
    ),
  ];
}
