import { randomBytes } from 'node:crypto';
import type { Profile } from '../../../../functions/core/accounts/profile.ts';
import type { SignInMoment } from '../../../../functions/core/accounts/sign-out.ts';
import type { User } from '../../../../functions/core/accounts/user.ts';
import type { AuditRecord } from '../../../../functions/core/audit/event.ts';
import type { Session } from '../../../../functions/core/sessions/session.ts';
import { newSessionToken, newUserId } from '../../../../functions/core/sessions/session-cookie.ts';
import type { SignInWrite } from '../../../../functions/core/storage/users/sign-in-transaction.ts';

/** When everything happens unless a test says otherwise, in milliseconds since the epoch. */
export const start = Date.UTC(2026, 10, 23, 12);

/** What a test says of a sign-in. */
export interface Person {
  readonly subject?: string;
  readonly username?: string;
  readonly profile?: Partial<Profile>;
  readonly sid?: string;
  /** When the sign-in happened, as a logout sees it. By an attempt a second before it is written unless given. */
  readonly moment?: SignInMoment;
  /** When the sign-in is written, in milliseconds after `start`. */
  readonly at?: number;
}

/** A user with a name and subject of their own. */
export function newUser(person: Person = {}): User {
  const id = newUserId(randomBytes);
  return {
    id,
    username: person.username ?? `u${id.slice(4).toLowerCase()}`,
    profile: { emailVerified: false, ...person.profile },
    state: 'active',
    external: false,
    createdAt: start + (person.at ?? 0),
    signInCount: 1,
    currentSignIn: { at: start + (person.at ?? 0), ip: '192.0.2.7' },
    identities: {
      corp: {
        uid: person.subject ?? id,
        linkedAt: start + (person.at ?? 0),
        lastSignInAt: start + (person.at ?? 0),
      },
    },
  };
}

/** A session of a user, as a sign-in opens it. */
export function newSession(user: User, person: Person = {}): Session {
  const createdAt = start + (person.at ?? 0);
  return {
    id: newSessionToken(user.id, randomBytes).sessionId,
    userId: user.id,
    provider: 'corp',
    ...(person.sid !== undefined && { sid: person.sid }),
    createdAt,
    signIn: person.moment ?? { startedAt: createdAt - 1000, authenticatedAt: (createdAt - 1000) / 1000 },
    attempt: `attempt-${createdAt}`,
    lastSeenAt: createdAt,
    endsAt: createdAt + 7 * 24 * 3_600_000,
    userAgent: 'Browser/1.0',
    ip: '192.0.2.7',
  };
}

/** A user's sign-in. */
export function newSignIn(user: User, person: Person = {}): SignInWrite & { readonly session: Session } {
  const session = newSession(user, person);
  return { provider: 'corp', uid: user.identities['corp']?.uid ?? '', moment: session.signIn, session, records: [] };
}

/** What a further sign-in changes unless a test says otherwise: nothing but the count. */
export const unchanged = { synced: undefined, links: false } as const;

/** An event of a user in the trail. */
export function newRecord(user: User, event: AuditRecord['event'] = 'user.signed_in'): AuditRecord {
  return { id: `evt_${randomBytes(16).toString('base64url')}`, at: start, event, actor: 'user', user: user.id };
}
