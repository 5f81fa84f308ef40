import { establishedAt, isEstablished, mayChangeSignInMethods } from '../core/accounts/reauthentication.ts';
import { isoTime } from '../core/base/iso-time.ts';
import { Problem, type ProblemDetails, type Reauthentication } from '../core/errors.ts';
import type { UserSession } from '../core/session-check.ts';
import type { LoginPorts } from './ports.ts';
import { usableMethods } from './usable-methods.ts';

/**
 * Asserts that the session may change the account's sign-in methods: the person has signed in recently, with an
 * established identity.
 * @throws Problem `reauthentication_required`, with the sign-ins after which the session may.
 */
export async function requireReauthentication(current: UserSession, ports: LoginPorts): Promise<void> {
  const now = ports.clock();
  const { freshSeconds } = ports.settings.session;
  if (mayChangeSignInMethods(current, freshSeconds, now)) return;
  const details = remedy(current, await usableMethods(current.user, ports), freshSeconds, now);
  const log = { user: current.user.id };
  throw new Problem('reauthentication_required', 'no recent sign-in with an established identity', { details, log });
}

/**
 * What the person can do: sign in again with an established identity or, if there is none yet, wait for the first.
 * @param usable Names of the providers that the person can sign in with.
 */
function remedy(
  { user, session }: UserSession,
  usable: readonly string[],
  freshSeconds: number,
  now: number,
): ProblemDetails {
  const established = usable.filter((name) => isEstablished(user, name, now));
  if (established.length === 0 && usable.length > 0) {
    const first = Math.min(...usable.map((name) => establishedAt(user, name) ?? now));
    // Pages show whole minutes, so that a time between two of them is rounded up.
    return { notBefore: isoTime(Math.ceil(first / 60_000) * 60_000) };
  }
  const others = established.filter((name) => name !== session.provider);
  const own = established.includes(session.provider) ? [session.provider] : [];
  return { reauthentication: [...own, ...others].map((provider) => signInWith(provider, { session }, freshSeconds)) };
}

/**
 * The sign-in with a provider. Its `max_age` makes the provider authenticate the person again. It is sent only to a
 * provider that is known to send `auth_time`, since without this claim a sign-in with `max_age` is refused. Half of the
 * permitted time is left for the change itself.
 */
function signInWith(
  provider: string,
  { session }: Pick<UserSession, 'session'>,
  freshSeconds: number,
): Reauthentication {
  const isKnown = provider === session.provider && session.signIn.authenticatedAt > 0;
  return { provider, ...(isKnown && { maxAge: Math.floor(freshSeconds / 2) }) };
}
