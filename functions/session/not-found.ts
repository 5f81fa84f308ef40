import { Problem } from '../core/errors.ts';
import type { Request } from '../core/http/request.ts';
import { type Response, redirect } from '../core/http/response.ts';
import { accountPath } from '../core/http/site.ts';
import type { SessionPorts } from './ports.ts';

/** Refuses a request without a route: 405 if the path has other methods, 404 otherwise. */
export async function notFound(request: Request, { settings }: SessionPorts): Promise<Response> {
  const routes = settings.routes.filter(({ path }) => matches(path, request.path));
  // A POST route that only overrides DELETE also matches other forms: its own method is not allowed.
  const allow = routes.map(({ method }) => method).filter((method) => method !== request.method);
  if (allow.length === 0) throw new Problem('not_found', 'no route serves the path');
  throw new Problem('method_not_allowed', 'no route serves the method', { details: { allow } });
}

/** Whether a path matches a route's pattern, in which `{name}` matches one segment. */
function matches(route: string, path: string): boolean {
  const [expected, found] = [route.split('/'), path.split('/')];
  const same = (segment: string, index: number) =>
    segment === found[index] || (segment.startsWith('{') && found[index] !== '');
  return expected.length === found.length && expected.every(same);
}

/** `GET /`: redirects to the target of a login without `return_to`: the landing page, by default the account page. */
export async function home(_request: Request, { settings }: SessionPorts): Promise<Response> {
  return redirect(302, settings.landingPage ?? accountPath());
}
