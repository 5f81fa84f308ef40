import { identityAt } from '../core/accounts/user.ts';
import { addressVouchedBy } from '../core/accounts/vouching.ts';
import { logRecord, originOf, recordsOf } from '../core/audit/record.ts';
import { unlinkingEvents } from '../core/audit/unlinking-events.ts';
import { Problem } from '../core/errors.ts';
import { preferredRepresentation } from '../core/http/accept.ts';
import { requireTrustedOrigin } from '../core/http/origin.ts';
import type { Request } from '../core/http/request.ts';
import { empty, type Response, redirect, withCookies } from '../core/http/response.ts';
import { accountPath, postLogoutRedirectUri } from '../core/http/site.ts';
import { requireSession, sessionCookieName, type UserSession } from '../core/session-check.ts';
import { clearCookie } from '../core/sessions/cookies.ts';
import type { Session } from '../core/sessions/session.ts';
import { TransactionRefused } from '../core/storage/table/errors.ts';
import { unlinkIdentity } from '../core/storage/users/identities.ts';
import type { LoginPorts } from './ports.ts';
import { requireReauthentication } from './require-reauthentication.ts';
import { usableMethods } from './usable-methods.ts';

/** Maximum attempts to unlink, if concurrent writes to the account keep failing the transaction. */
const maxAttempts = 10;

/**
 * `DELETE /account/providers/{provider}`: unlinks the identity at a provider from the signed-in user's account. The
 * last sign-in method cannot be unlinked. The user's other sessions end. If a concurrent write conflicts, the account is read and checked again
 * (optimistic concurrency).
 * @throws Problem `bad_origin`, `no_session`; `not_found` if no identity is linked at the provider; `last_way_in` if it
 * is the last sign-in method; `reauthentication_required` if the person has to sign in again first.
 */
export async function unlink(request: Request, ports: LoginPorts): Promise<Response> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const current = await requireOwnSession(request, ports);
    try {
      await unlinkOnce(request, current, ports);
      return unlinked(request, current, ports);
    } catch (error) {
      if (!(error instanceof TransactionRefused)) throw error;
    }
  }
  throw new Problem('temporarily_unavailable', 'too many conflicting writes');
}

async function unlinkOnce(request: Request, current: UserSession, ports: LoginPorts): Promise<void> {
  const { user, session } = current;
  const provider = request.provider ?? '';
  const identity = identityAt(user, provider);
  if (identity === undefined) throw new Problem('not_found', 'the account has no identity there');
  const remaining = await usableMethods(user, ports, provider);
  if (remaining.length === 0) {
    throw new Problem('last_way_in', 'the account has no other identity that can be used', { details: { provider } });
  }
  await requireReauthentication(current, ports);
  const by = { actor: 'user', ...originOf(request) } as const;
  const ended = {
    ...by,
    event: 'sessions.ended',
    user: user.id,
    provider,
    reason: 'an identity was unlinked',
  } as const;
  const unlinking = unlinkingEvents(user, provider, { ...by, session: session.id });
  const records = recordsOf([...unlinking, ended], ports);
  const device = deviceOf(request, session);
  const from = { ip: request.sourceIp, ...(device !== undefined && { device }) };
  const change = { change: 'unlinked', provider, at: ports.clock(), ...from } as const;
  await unlinkIdentity(ports.table, user, { change, uid: identity.uid, remaining, session, records });
  for (const record of records) logRecord(ports.log, record);
}

/**
 * Browser and operating system of a request in a session. They are those of the session, if the request has the
 * User-Agent header of the session's sign-in; otherwise they are unknown.
 */
function deviceOf({ userAgent }: Request, session: Session): string | undefined {
  return userAgent.slice(0, session.userAgent.length) === session.userAgent ? session.device : undefined;
}

/**
 * Response after the unlinking. A session that was opened through the unlinked identity has ended, so its cookie is
 * cleared.
 */
function unlinked(request: Request, { user, session }: UserSession, { site }: LoginPorts): Response {
  const ended = session.provider === request.provider;
  const falls = addressVouchedBy(user.profile, request.provider ?? '') !== undefined;
  const next = ended ? postLogoutRedirectUri(site) : accountPath(falls ? 'unlinked_address' : 'unlinked');
  const response =
    preferredRepresentation(request.headers['accept'], 'html') === 'json' ? empty(204) : redirect(303, next);
  return ended ? withCookies(response, [clearCookie(sessionCookieName(site.cookies), site.cookies, 'Lax')]) : response;
}

/**
 * Requires a signed-in user for a change of the account's sign-in methods. Only our own pages may request such a
 * change, not those of apps in `appOrigins` (CSRF).
 * @throws Problem `bad_origin` or `no_session`.
 */
export async function requireOwnSession(request: Request, ports: LoginPorts): Promise<UserSession> {
  requireTrustedOrigin(request, { own: ports.site.baseUrl, apps: [] });
  return requireSession(request, ports).catch((error: unknown) => {
    throw error instanceof Problem ? error.with({ returnTo: accountPath() }) : error;
  });
}
