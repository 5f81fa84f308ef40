import type { Request } from '../core/http/request.ts';
import { empty, json, type Response } from '../core/http/response.ts';
import { requireSession } from '../core/session-check.ts';
import { sessionDocument } from '../core/session-document.ts';
import type { SessionPorts } from './ports.ts';

/**
 * `GET /session`: the JSON document of the signed-in user and the session.
 * @throws Problem `no_session` (401) if nobody is signed in.
 */
export async function showSession(request: Request, ports: SessionPorts): Promise<Response> {
  return json(200, sessionDocument(await requireSession(request, ports), ports.settings.session));
}

/**
 * Response to a CORS preflight request. It allows pages of the origins in `appOrigins` these methods and, if given,
 * these request headers.
 */
export function preflight(methods: string, headers?: string): () => Promise<Response> {
  const allowed = { 'access-control-allow-methods': methods, 'access-control-max-age': '600' };
  return async () =>
    empty(204, { ...allowed, ...(headers !== undefined && { 'access-control-allow-headers': headers }) });
}
