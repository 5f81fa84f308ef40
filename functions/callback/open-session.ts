import type { User } from '../core/accounts/user.ts';
import type { AuditEvent } from '../core/audit/event.ts';
import { strengthOf } from '../core/oidc/id-token/strength.ts';
import { sessionCookieName } from '../core/session-check.ts';
import { setCookie } from '../core/sessions/cookies.ts';
import type { Keyring } from '../core/sessions/keyring.ts';
import { stateHash } from '../core/sessions/login-attempt.ts';
import { type Session, timeAfterEarlierOnes } from '../core/sessions/session.ts';
import { newSessionToken } from '../core/sessions/session-cookie.ts';
import type { SignInWrite } from '../core/storage/users/sign-in-transaction.ts';
import type { VerifiedIdentity } from './authenticate.ts';
import { deviceOf } from './device.ts';
import type { OpenLogin } from './ports.ts';
import { findReplacedSession } from './replaced-session.ts';

/** Maximum characters of the User-Agent header that a session stores. */
const maximumUserAgent = 256;
/**
 * Maximum characters of an ID token that is stored as `id_token_hint`. A larger ID token would raise the cost of each
 * read of the session's item.
 */
const maximumIdToken = 2500;

/** A session to be written, with its Set-Cookie value and the data of the sign-in that opens it. */
export interface OpenedSession {
  readonly signIn: Omit<SignInWrite, 'session' | 'records'>;
  readonly session: Session;
  /** Audit events of the end of the session that this one replaces. */
  readonly ends: readonly AuditEvent[];
  readonly cookie: string;
}

/**
 * Creates a session with a new identifier at every sign-in. The new session replaces the browser's previous one, which
 * prevents session fixation.
 */
export async function openSession(user: User, identity: VerifiedIdentity, login: OpenLogin): Promise<OpenedSession> {
  const { request, attempt, ports } = login;
  const { provider, uid, idToken } = identity;
  const { absoluteSeconds } = ports.settings.session;
  const { cookies } = ports.site;
  const now = ports.clock();
  const token = newSessionToken(user.id, ports.random);
  const device = deviceOf(request.userAgent);
  const moment = { startedAt: attempt.startedAt, authenticatedAt: idToken.authenticatedAt };
  const session: Session = {
    id: token.sessionId,
    userId: user.id,
    provider,
    ...(idToken.sid !== undefined && { sid: idToken.sid }),
    createdAt: timeAfterEarlierOnes(user, now),
    signIn: moment,
    ...strengthOf(idToken),
    attempt: stateHash(attempt.state),
    lastSeenAt: now,
    endsAt: now + absoluteSeconds * 1000,
    userAgent: request.userAgent.slice(0, maximumUserAgent),
    ...(device !== undefined && { device }),
    ip: request.sourceIp,
    ...forSignOut(identity, login, token.sessionId, await ports.sessionKeys.keyring()),
  };
  const replaced = await findReplacedSession(login);
  return {
    signIn: { provider, uid, moment, ...(replaced !== undefined && { replaced: replaced.session }) },
    session,
    ends: replaced?.ends ?? [],
    cookie: setCookie(sessionCookieName(cookies), token.cookie, absoluteSeconds, cookies, 'Lax'),
  };
}

/**
 * The session's fields for a later sign-out at the provider: the provider's `end_session_endpoint`, and the sealed
 * (encrypted) ID token for `id_token_hint`.
 */
function forSignOut(
  { endSessionEndpoint, idTokenHint }: VerifiedIdentity,
  { ports }: OpenLogin,
  sessionId: string,
  keyring: Keyring,
): Pick<Session, 'endSessionEndpoint' | 'sealedIdToken'> {
  if (endSessionEndpoint === undefined) return {};
  if (idTokenHint === undefined || idTokenHint.length > maximumIdToken) return { endSessionEndpoint };
  return {
    endSessionEndpoint,
    sealedIdToken: keyring.seal('id_token hint', sessionId, idTokenHint, ports.random(12)),
  };
}
