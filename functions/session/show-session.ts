import type { Request } from '../core/http/request.ts';
import { empty, json, type Response } from '../core/http/response.ts';
import { requireSession } from '../core/session-check.ts';
import { sessionDocument } from '../core/session-document.ts';
import type { SessionPorts } from './ports.ts';

/** `GET /session`: the session document, or 401. */
export async function showSession(request: Request, ports: SessionPorts): Promise<Response> {
  return json(200, sessionDocument(await requireSession(request, ports), ports.settings.session));
}

/** CORS preflight: the methods, and further headers, that pages of listed origins may send. */
export function preflight(methods: string, headers?: string): () => Promise<Response> {
  const allowed = { 'access-control-allow-methods': methods, 'access-control-max-age': '600' };
  return async () =>
    empty(204, { ...allowed, ...(headers !== undefined && { 'access-control-allow-headers': headers }) });
}
