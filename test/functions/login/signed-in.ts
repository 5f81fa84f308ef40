import type { User } from '../../../functions/core/accounts/user.ts';
import type { Session } from '../../../functions/core/sessions/session.ts';
import { newSessionToken, newUserId } from '../../../functions/core/sessions/session-cookie.ts';
import { sessionItem } from '../../../functions/core/storage/sessions/sessions.ts';
import type { Item } from '../../../functions/core/storage/table/port.ts';
import { userItem } from '../../../functions/core/storage/users/user-item.ts';
import { type RequestParts, request } from '../core/support/requests.ts';
import { now } from './ports.ts';

const bytes = (size: number) => new Uint8Array(size).fill(7);
const userId = newUserId(bytes);
const token = newSessionToken(userId, bytes);

/** The session of `someone`, opened a minute before `now`. */
export const session: Session = {
  id: token.sessionId,
  userId,
  provider: 'corp',
  createdAt: now - 60_000,
  signIn: { startedAt: now - 70_000, authenticatedAt: 0 },
  attempt: 'attempt',
  lastSeenAt: now - 60_000,
  endsAt: now + 3_600_000,
  userAgent: 'Browser/1.0',
  ip: '192.0.2.7',
};

/** A user with an identity at each of these providers. */
export function someone(...providers: readonly string[]): User {
  const linkedAt = now - 3_600_000;
  return {
    id: userId,
    username: 'someone',
    profile: { emailVerified: false },
    state: 'active',
    external: false,
    createdAt: linkedAt,
    signInCount: 1,
    identities: Object.fromEntries(providers.map((name) => [name, { uid: `uid at ${name}`, linkedAt }])),
  };
}

/** Items of a user and the session. */
export function itemsOf(user: User): readonly Item[] {
  return [userItem(user), sessionItem(session)];
}

/** The session's cookie, as the browser sends it. */
export const sessionCookie = `__Host-postern-session=${token.cookie}`;

/** A request of the browser that has the session, from one of our own pages. */
export function fromAccountPage(method: 'POST' | 'DELETE', provider: string, parts: RequestParts = {}) {
  return request({
    method,
    path: `/account/providers/${provider}`,
    routeKey: `${method} /account/providers/{provider}`,
    provider,
    cookies: [sessionCookie],
    ...parts,
    headers: { origin: 'https://postern.example.com', accept: 'text/html', ...parts.headers },
  });
}
