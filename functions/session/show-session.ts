import type { Request } from '../core/http/request.ts';
import { empty, json, type Response } from '../core/http/response.ts';
import { requireSession } from '../core/session-check.ts';
import { sessionDocument } from '../core/session-document.ts';
import type { SessionPorts } from './ports.ts';

/** `GET /session`: the signed-in user and the session's times, or 401. */
export async function showSession(request: Request, ports: SessionPorts): Promise<Response> {
  return json(200, sessionDocument(await requireSession(request, ports), ports.settings.session));
}

/** Tells a browser what a page of a listed origin may send (CORS), for paths with these methods and further headers. */
export function preflight(methods: string, headers?: string): () => Promise<Response> {
  const allowed = { 'access-control-allow-methods': methods, 'access-control-max-age': '600' };
  return async () =>
    empty(204, { ...allowed, ...(headers !== undefined && { 'access-control-allow-headers': headers }) });
}
