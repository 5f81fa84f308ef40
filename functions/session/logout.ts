import { logRecord, originOf, recordOf } from '../core/audit/record.ts';
import { claimedSession, sessionCookieName } from '../core/current-session.ts';
import { requireTrustedOrigin } from '../core/http/origin.ts';
import type { Request } from '../core/http/request.ts';
import { type Response, redirect } from '../core/http/response.ts';
import { postLogoutRedirectUri } from '../core/http/site.ts';
import { clearCookie } from '../core/sessions/cookies.ts';
import { endSession } from '../core/storage/session-ends.ts';
import { findSession } from '../core/storage/sessions.ts';
import { endSessionUrl } from './end-session.ts';
import type { SessionPorts } from './session.ts';

/**
 * `POST /logout`: ends the session here, whatever state it or the account is in, then goes on to the provider's own
 * sign-out where there is one.
 */
export async function logout(request: Request, ports: SessionPorts): Promise<Response> {
  const { site, table, log } = ports;
  requireTrustedOrigin(request, { own: site.baseUrl, apps: site.appOrigins });
  const cleared = clearCookie(sessionCookieName(site.cookies), site.cookies, 'Lax');
  const claimed = claimedSession(request, site.cookies);
  const found = claimed && (await findSession(table, claimed.userId, claimed.sessionId));
  if (found === undefined) return redirect(303, postLogoutRedirectUri(site), [cleared]);
  const { user, session } = found;
  const about = { user: user.id, session: session.id, provider: session.provider, ...originOf(request) };
  const record = recordOf({ event: 'user.signed_out', actor: 'user', ...about }, ports);
  if (await endSession(table, session, [record])) logRecord(log, record);
  return redirect(303, (await endSessionUrl(session, ports)) ?? postLogoutRedirectUri(site), [cleared]);
}
