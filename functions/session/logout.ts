import { logRecord, originOf, recordOf } from '../core/audit/record.ts';
import { Problem } from '../core/errors.ts';
import { requireTrustedOrigin } from '../core/http/origin.ts';
import { returnToOf } from '../core/http/parameters.ts';
import type { Request } from '../core/http/request.ts';
import { type Response, redirect } from '../core/http/response.ts';
import { postLogoutRedirectUri, type Site } from '../core/http/site.ts';
import { claimedSession, sessionCookieName } from '../core/session-check.ts';
import { clearCookie } from '../core/sessions/cookies.ts';
import { endSession } from '../core/storage/sessions/session-ends.ts';
import { findSession } from '../core/storage/sessions/sessions.ts';
import { providerSignOut } from './end-session.ts';
import type { SessionPorts } from './ports.ts';

/**
 * `POST /logout`: ends the session here, whatever state it or the account is in, then goes on to the provider's own
 * sign-out where there is one, and in the end to `return_to`, or to the sign-in page without one.
 * @throws Problem `bad_origin`, or `return_to_not_allowed` as at a login: the session goes on then.
 */
export async function logout(request: Request, ports: SessionPorts): Promise<Response> {
  const { site, table, log } = ports;
  requireTrustedOrigin(request, { own: site.baseUrl, apps: site.appOrigins });
  const returnTo = whereTo(request, site);
  const end = returnTo ?? postLogoutRedirectUri(site);
  const cleared = clearCookie(sessionCookieName(site.cookies), site.cookies, 'Lax');
  const claimed = claimedSession(request, site.cookies);
  const found = claimed && (await findSession(table, claimed.userId, claimed.sessionId));
  if (found === undefined) return redirect(303, end, [cleared]);
  const { user, session } = found;
  const about = { user: user.id, session: session.id, provider: session.provider, ...originOf(request) };
  const record = recordOf({ event: 'user.signed_out', actor: 'user', ...about }, ports);
  if (await endSession(table, session, [record])) logRecord(log, record);
  const away = await providerSignOut(session, returnTo, ports);
  return redirect(303, away?.location ?? end, [cleared, ...(away?.cookies ?? [])]);
}

/** Bad input loses nothing: who is not signed out is told so. */
function whereTo(request: Request, site: Site): string | undefined {
  try {
    return returnToOf(request, site);
  } catch (error) {
    throw error instanceof Problem ? error.with({ signingOut: true }) : error;
  }
}
