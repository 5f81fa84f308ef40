import { Problem } from '../core/errors.ts';
import type { Request } from '../core/http/request.ts';
import { type Response, redirect } from '../core/http/response.ts';
import { accountPath } from '../core/http/site.ts';
import type { SessionPorts } from './ports.ts';

/** Refuses a request that no route matches: 405 if the path has routes for other methods, otherwise 404. */
export async function notFound(request: Request, { settings }: SessionPorts): Promise<Response> {
  const routes = settings.routes.filter(({ path }) => matches(path, request.path));
  // For paths where a form may override DELETE, `settings.routes` lists POST. A POST without that override reaches this
  // line, so POST is not listed as allowed.
  const allow = routes.map(({ method }) => method).filter((method) => method !== request.method);
  if (allow.length === 0) throw new Problem('not_found', 'no route serves the path');
  throw new Problem('method_not_allowed', 'no route serves the method', { details: { allow } });
}

/** Whether a path matches a route's pattern, in which a segment `{name}` matches any one segment. */
function matches(route: string, path: string): boolean {
  const [expected, found] = [route.split('/'), path.split('/')];
  const same = (segment: string, index: number) =>
    segment === found[index] || (segment.startsWith('{') && found[index] !== '');
  return expected.length === found.length && expected.every(same);
}

/**
 * `GET /`: redirects to where a login without `return_to` leads: the landing page, or the account page if none is
 * configured.
 */
export async function home(_request: Request, { settings }: SessionPorts): Promise<Response> {
  return redirect(302, settings.landingPage ?? accountPath());
}
