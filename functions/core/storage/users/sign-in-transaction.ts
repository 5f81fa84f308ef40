import { verifiedEmailKey } from '../../accounts/profile.ts';
import type { SignInMoment } from '../../accounts/sign-out.ts';
import type { SyncedProfile } from '../../accounts/sync.ts';
import type { SignInMethodsChange, User } from '../../accounts/user.ts';
import type { AuditRecord } from '../../audit/event.ts';
import type { Session } from '../../sessions/session.ts';
import { auditSteps } from '../audit-append.ts';
import { providerSessionSteps } from '../sessions/provider-sessions.ts';
import { deletionSteps, type SessionReference, sessionItem } from '../sessions/sessions.ts';
import { keys } from '../table/keys.ts';
import type { Table, TransactionStep } from '../table/port.ts';
import { type ChangingSession, changedInSession } from './change-sign-in-methods.ts';
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
  if (links) update.linked(provider, entry).methodsChanged(linkedBySignIn(session)).hasAddress(user.profile);
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

/** The change of the sign-in methods by a sign-in that links its own identity (`autoLinkUser`). */
function linkedBySignIn({ provider, createdAt, ip, device }: Session): SignInMethodsChange {
  return { change: 'linked', provider, at: createdAt, ip, ...(device !== undefined && { device }) };
}

/** An identity to be linked, with the time of the login that proved it, and the session that requested the link. */
export interface Link extends Pick<SignInWrite, 'uid' | 'moment' | 'records'> {
  readonly change: SignInMethodsChange;
  readonly session: ChangingSession;
}

/**
 * Links an identity to the account of a signed-in user, and revokes the user's other sessions. Requires that the
 * session that requested the link has not ended.
 * @throws TransactionRefused with the step whose condition did not hold: `identity`, `user` or `session`.
 */
export async function linkIdentity(table: Table, user: User, link: Link): Promise<void> {
  const { uid, moment, change, session, records } = link;
  const { provider, at } = change;
  const update = new UserUpdate(user.id).inState('active').linked(provider, { uid, linkedAt: at });
  await table.transact([
    claimIdentity(user.id, { provider, uid, moment }, notSignedOutSince({})),
    changedInSession(update, user, change, session).step(),
    {
      name: 'session',
      write: {
        ConditionCheck: { Key: keys.session(user.id, session.id), ConditionExpression: 'attribute_exists(pk)' },
      },
    },
    ...auditSteps(records),
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
