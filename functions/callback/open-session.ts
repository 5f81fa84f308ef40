import Bowser from 'bowser';
import type { User } from '../core/accounts/user.ts';
import { strengthOf } from '../core/oidc/id-token/strength.ts';
import { claimedSession, sessionCookieName } from '../core/session-check.ts';
import { stateHash } from '../core/sessions/attempt.ts';
import { setCookie } from '../core/sessions/cookies.ts';
import type { Keyring } from '../core/sessions/keyring.ts';
import type { Session } from '../core/sessions/session.ts';
import { newSessionToken } from '../core/sessions/session-cookie.ts';
import { findSessionReference } from '../core/storage/sessions/sessions.ts';
import type { SignInWrite } from '../core/storage/users/sign-ins.ts';
import type { VerifiedIdentity } from './authenticate.ts';
import type { OpenLogin } from './ports.ts';

/** Characters of a User-Agent header that are kept. */
const maximumUserAgent = 256;
/** Characters of an ID token that is kept as a hint; with a larger one the session's item would cost more to read. */
const maximumIdToken = 2500;

/** A session about to be written, and the cookie that will open it. */
export interface OpenedSession {
  readonly signIn: Omit<SignInWrite, 'session' | 'records'>;
  readonly session: Session;
  readonly cookie: string;
}

/** Makes a new session: every sign-in gets one of its own and ends the one that the browser had. */
export async function openSession(user: User, person: VerifiedIdentity, login: OpenLogin): Promise<OpenedSession> {
  const { request, attempt, ports } = login;
  const { provider, uid, idToken } = person;
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
    createdAt: now,
    signIn: moment,
    ...strengthOf(idToken),
    attempt: stateHash(attempt.state),
    lastSeenAt: now,
    endsAt: now + absoluteSeconds * 1000,
    userAgent: request.userAgent.slice(0, maximumUserAgent),
    ...(device !== undefined && { device }),
    ip: request.sourceIp,
    ...forSignOut(person, login, token.sessionId, await ports.sessionKeys.keyring()),
  };
  const had = claimedSession(request, cookies) ?? attempt.replaces;
  const replaced = had && (await findSessionReference(ports.table, had));
  return {
    signIn: { provider, uid, moment, ...(replaced !== undefined && { replaced }) },
    session,
    cookie: setCookie(sessionCookieName(cookies), token.cookie, absoluteSeconds, cookies, 'Lax'),
  };
}

/** What the session keeps for the provider's own sign-out. */
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

/** Characters that a browser's and a system's name may take of the session's item. */
const maximumName = 32;

/**
 * What a User-Agent header says of browser and system, for people: "Firefox on Linux".
 * @returns undefined where it says nothing known. It is the client's own word, fit for recognising a device and no more.
 */
function deviceOf(userAgent: string): string | undefined {
  if (userAgent === '') return undefined;
  const { browser, os } = Bowser.parse(userAgent);
  const names = [browser.name, os.name].flatMap((name) => (name ? [name.slice(0, maximumName)] : []));
  return names.length === 0 ? undefined : names.join(' on ');
}
