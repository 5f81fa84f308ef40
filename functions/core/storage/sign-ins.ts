import { emailKey } from '../accounts/profile.ts';
import type { User } from '../accounts/user.ts';
import type { Session } from '../sessions/session.ts';
import type { SignInMoment } from '../sessions/sign-out.ts';
import { keys } from './keys.ts';
import type { Table, TransactionStep } from './port.ts';
import { providerSessionSteps } from './provider-sessions.ts';
import { sessionItem } from './sessions.ts';
import { notSignedOut, signInValues } from './sign-out-marks.ts';
import { newUserItem } from './users.ts';

/** A sign-in to be written: the identity it came by, and what it opens and ends. */
export interface SignIn {
  readonly provider: string;
  readonly subject: string;
  readonly moment: SignInMoment;
  /** Absent for an account that waits for approval. */
  readonly session?: Session;
  /** The session this browser had before: a new sign-in ends it. */
  readonly replaced?: { readonly userId: string; readonly sessionId: string };
}

/**
 * Writes a new user with identity, unique names and (if there is one) the session, all or nothing.
 * @throws TransactionRefused `identity`, `username`, `email` or `signed_out`.
 */
export async function createUser(table: Table, user: User, signIn: SignIn): Promise<void> {
  const holder = { user_id: { S: user.id } };
  const unique = (name: string, key: ReturnType<typeof keys.username>): TransactionStep => ({
    name,
    write: { Put: { Item: { ...key, ...holder }, ConditionExpression: 'attribute_not_exists(pk)' } },
  });
  const { email, emailVerified } = user.profile;
  await table.transact([
    {
      name: 'identity',
      write: {
        Update: {
          Key: keys.identity(signIn.provider, signIn.subject),
          UpdateExpression: 'SET user_id = :user REMOVE expires_at',
          ConditionExpression: `attribute_not_exists(user_id) AND ${subjectNotSignedOut(signIn)}`,
          ExpressionAttributeValues: { ':user': { S: user.id }, ...signInValues(signIn.moment) },
        },
      },
    },
    unique('username', keys.username(user.username)),
    ...(email !== undefined && emailVerified ? [unique('email', keys.email(emailKey(email)))] : []),
    {
      name: 'user',
      write: {
        Put: { Item: newUserItem(user, signIn.session?.ip), ConditionExpression: 'attribute_not_exists(pk)' },
      },
    },
    ...sessionSteps(signIn),
  ]);
}

/**
 * Writes a further sign-in of a user: counts it and opens the session, provided that the account is still active and
 * still has the identity.
 * @throws TransactionRefused `identity`, `user` or `signed_out`.
 */
export async function signInUser(
  table: Table,
  user: User,
  signIn: SignIn & { readonly session: Session },
): Promise<void> {
  await table.transact([
    {
      name: 'identity',
      write: {
        ConditionCheck: {
          Key: keys.identity(signIn.provider, signIn.subject),
          ConditionExpression: `user_id = :user AND ${subjectNotSignedOut(signIn)}`,
          ExpressionAttributeValues: { ':user': { S: user.id }, ...signInValues(signIn.moment) },
        },
      },
    },
    {
      name: 'user',
      write: {
        Update: {
          Key: keys.user(user.id),
          UpdateExpression:
            // An account that waited for approval has had no sign-in yet.
            'SET last_sign_in_at = if_not_exists(current_sign_in_at, :now), ' +
            'last_sign_in_ip = if_not_exists(current_sign_in_ip, :ip), ' +
            'current_sign_in_at = :now, current_sign_in_ip = :ip, identities.#provider.last_sign_in_at = :now ' +
            'ADD sign_in_count :one',
          ConditionExpression: '#state = :active AND attribute_exists(identities.#provider)',
          ExpressionAttributeNames: { '#state': 'state', '#provider': signIn.provider },
          ExpressionAttributeValues: {
            ':now': { N: String(signIn.session.createdAt) },
            ':ip': { S: signIn.session.ip },
            ':one': { N: '1' },
            ':active': { S: 'active' },
          },
        },
      },
    },
    ...sessionSteps(signIn),
  ]);
}

function subjectNotSignedOut({ session }: SignIn): string {
  const all = notSignedOut('signed_out');
  return session?.sid === undefined ? `${all} AND ${notSignedOut('signed_out_without_sid')}` : all;
}

function sessionSteps({ session, replaced }: SignIn): readonly TransactionStep[] {
  if (session === undefined) return [];
  return [
    {
      name: 'session',
      write: { Put: { Item: sessionItem(session), ConditionExpression: 'attribute_not_exists(pk)' } },
    },
    ...(session.sid === undefined ? [] : providerSessionSteps(session, session.sid)),
    ...(replaced === undefined
      ? []
      : [{ name: 'replaced', write: { Delete: { Key: keys.session(replaced.userId, replaced.sessionId) } } }]),
  ];
}
