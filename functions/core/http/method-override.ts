import { type Request, readForm } from './request.ts';

/** Form field that overrides the method, since HTML forms can send only GET and POST. */
const field = '_method';

/**
 * Treats a posted form with `_method=DELETE` as a DELETE request to the same path. The field is ignored if it has
 * another value, is repeated, or if the path has no DELETE route.
 * @param served The routes of the function, for example `DELETE /sessions`.
 */
export function overrideMethod(request: Request, served: { has(routeKey: string): boolean }): Request {
  const [method, ...others] = readForm(request)?.getAll(field) ?? [];
  const routeKey = request.routeKey.replace(/^POST /, 'DELETE ');
  const isPost = request.routeKey.startsWith('POST ');
  if (!isPost || method !== 'DELETE' || others.length > 0 || !served.has(routeKey)) return request;
  return { ...request, method, routeKey };
}
