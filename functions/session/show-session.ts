import { claimedSession, currentSession } from '../core/current-session.ts';
import { Problem } from '../core/errors.ts';
import { corsHeaders } from '../core/http/origin.ts';
import type { Request } from '../core/http/request.ts';
import { empty, json, type Response, withHeaders } from '../core/http/response.ts';
import { describeSession } from './describe.ts';
import type { SessionPorts } from './session.ts';

/** `GET /session`: the signed-in user and the session's times, or 401. */
export async function showSession(request: Request, ports: SessionPorts): Promise<Response> {
  const current = await signedIn(request, ports);
  const limits = ports.settings.session;
  return withHeaders(json(200, describeSession(current, limits)), corsHeaders(request, ports.site.appOrigins));
}

/** `OPTIONS /session`: tells a browser whether a page of another origin may ask (CORS). */
export async function preflight(request: Request, ports: SessionPorts): Promise<Response> {
  return empty(204, {
    ...corsHeaders(request, ports.site.appOrigins),
    'access-control-allow-methods': 'GET',
    'access-control-max-age': '600',
  });
}

async function signedIn(request: Request, { site, table, settings, clock }: SessionPorts) {
  const claimed = claimedSession(request.cookieHeader, site.cookies);
  const current = await currentSession(claimed, { table, limits: settings.session, now: clock() });
  if (current === undefined) throw new Problem('no_session', 'nobody is signed in');
  return current;
}
