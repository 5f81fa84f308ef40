import type { SignInMoment, SignOutMoment } from '../../../../functions/core/accounts/sign-out.ts';
import type { User } from '../../../../functions/core/accounts/user.ts';
import { isAlive, type Session } from '../../../../functions/core/sessions/session.ts';
import { findSession } from '../../../../functions/core/storage/sessions/sessions.ts';
import type { Table } from '../../../../functions/core/storage/table/port.ts';
import { createUser, signInUser } from '../../../../functions/core/storage/users/sign-in-transaction.ts';
import { newSignIn, newUser, type Person, start, unchanged } from './sign-ins.ts';

/** A logout that arrives so many milliseconds after `start`, with a token of that moment or of another. */
export function logoutAt(at: number, issued = at): SignOutMoment {
  return { arrivedAt: start + at, issuedAt: (start + issued) / 1000 };
}

function loginAt(started: number, authenticated: number): SignInMoment {
  return { startedAt: start + started, authenticatedAt: (start + authenticated) / 1000 };
}

/** Logins beside a logout at `start`, and whether they open a session. */
export const moments: readonly (readonly [string, SignInMoment, boolean])[] = [
  ['began and was authenticated before the logout', loginAt(-2000, -1000), false],
  ['began before and was authenticated in the same second', loginAt(-2000, 0), false],
  ['began in the same millisecond, authenticated before', loginAt(0, -1000), false],
  ['began before, but was authenticated after', loginAt(-2000, 1000), true],
  ['began before, authenticated nobody knows when', { startedAt: start - 1, authenticatedAt: 0 }, false],
  ['began after, authenticated before', loginAt(1, -1000), true],
  ['began after, authenticated nobody knows when', { startedAt: start + 1, authenticatedAt: 0 }, true],
  ['began and was authenticated after', loginAt(1000, 2000), true],
];

/** Writes a new user with a session. */
export async function signUp(table: Table, person: Person = {}): Promise<{ user: User; session: Session }> {
  const user = newUser(person);
  const signIn = newSignIn(user, person);
  await createUser(table, user, signIn);
  return { user, session: signIn.session };
}

/** Writes a further sign-in of a user. */
export async function signInAgain(table: Table, user: User, person: Person): Promise<Session> {
  const signIn = newSignIn(user, person);
  await signInUser(table, user, signIn, unchanged);
  return signIn.session;
}

/** Whether a session is there and alive by what the table says. */
export async function lives(table: Table, { userId, id }: Session): Promise<boolean> {
  const found = await findSession(table, userId, id);
  if (found === undefined) return false;
  return isAlive(
    found.session,
    found.user,
    { idleSeconds: 3600, absoluteSeconds: 24 * 3600, freshSeconds: 600 },
    start + 60_000,
  );
}
