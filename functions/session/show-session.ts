import { currentSession } from '../core/current-session.ts';
import { Problem } from '../core/errors.ts';
import type { Request } from '../core/http/request.ts';
import { empty, json, type Response } from '../core/http/response.ts';
import { describeSession } from './describe.ts';
import type { SessionPorts } from './session.ts';

/** `GET /session`: the signed-in user and the session's times, or 401. */
export async function showSession(request: Request, ports: SessionPorts): Promise<Response> {
  const current = await currentSession(request, ports);
  if (current === undefined) throw new Problem('no_session', 'nobody is signed in');
  return json(200, describeSession(current, ports.settings.session));
}

/** `OPTIONS /session`: tells a browser what a page of a listed origin may send (CORS). */
export async function preflight(): Promise<Response> {
  return empty(204, { 'access-control-allow-methods': 'GET', 'access-control-max-age': '600' });
}
