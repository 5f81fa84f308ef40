import { type Request, readForm } from './request.ts';

/** Form field that overrides the method: HTML forms know only GET and POST. */
const field = '_method';

/**
 * Treats a posted form with `_method=DELETE` as the DELETE of its path. With another or a duplicate value, and without
 * such a route, the field has no meaning.
 * @param served Routes, for example `DELETE /sessions`.
 */
export function overrideMethod(request: Request, served: { has(routeKey: string): boolean }): Request {
  const [method, ...others] = readForm(request)?.getAll(field) ?? [];
  const routeKey = request.routeKey.replace(/^POST /, 'DELETE ');
  const isPost = request.routeKey.startsWith('POST ');
  if (!isPost || method !== 'DELETE' || others.length > 0 || !served.has(routeKey)) return request;
  return { ...request, method, routeKey };
}
