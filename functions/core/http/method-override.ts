import { type Request, readForm } from './request.ts';

/** What a form without JavaScript says that is meant as a DELETE, since forms know GET and POST alone. */
const field = '_method';

/**
 * Reads a posted form that says `_method=DELETE` as the DELETE of its path. Elsewhere, and where the field says anything
 * else or stands twice, it is a field like any other.
 * @param served Routes, for example `DELETE /sessions`: the override counts where the DELETE is one of them.
 */
export function overrideMethod(request: Request, served: { has(routeKey: string): boolean }): Request {
  const [method, ...others] = readForm(request)?.getAll(field) ?? [];
  const routeKey = request.routeKey.replace(/^POST /, 'DELETE ');
  const isPost = request.routeKey.startsWith('POST ');
  if (!isPost || method !== 'DELETE' || others.length > 0 || !served.has(routeKey)) return request;
  return { ...request, method, routeKey };
}
