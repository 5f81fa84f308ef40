import { preferred } from '../core/http/accept.ts';
import type { Request } from '../core/http/request.ts';
import { json, type Response, redirect } from '../core/http/response.ts';
import { accountPath } from '../core/http/site.ts';
import { requireSession } from '../core/session-check.ts';
import { describeSessions } from './describe.ts';
import type { SessionPorts } from './ports.ts';
import { aliveSessions } from './signed-in.ts';

/** `GET /sessions`: one's own sessions for programs; people find them on the account page. */
export async function listOwnSessions(request: Request, ports: SessionPorts): Promise<Response> {
  if (preferred(request.headers['accept'], 'json') === 'html') return redirect(302, accountPath());
  const current = await requireSession(request, ports);
  const sessions = await aliveSessions(current, ports);
  return json(200, { sessions: describeSessions(sessions, current.session, ports.settings.session) });
}
