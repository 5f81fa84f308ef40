import { Problem } from '../core/errors.ts';
import type { Request } from '../core/http/request.ts';
import { type Response, redirect } from '../core/http/response.ts';
import { accountPath } from '../core/http/site.ts';
import type { SessionPorts } from './ports.ts';

/** Answers what no route serves: 405 where the path has other methods, else 404. */
export async function unserved(request: Request, { settings }: SessionPorts): Promise<Response> {
  const routes = settings.routes.filter(({ path }) => matches(path, request.path));
  // A POST route that is for forms that stand for a DELETE comes here with every other form.
  const allow = routes.map(({ method }) => method).filter((method) => method !== request.method);
  if (allow.length === 0) throw new Problem('not_found', 'no route serves the path');
  throw new Problem('method_not_allowed', 'no route serves the method', { details: { allow } });
}

/** Whether a path is one of a route's, in which `{name}` stands for one segment. */
function matches(route: string, path: string): boolean {
  const [expected, found] = [route.split('/'), path.split('/')];
  const same = (segment: string, index: number) =>
    segment === found[index] || (segment.startsWith('{') && found[index] !== '');
  return expected.length === found.length && expected.every(same);
}

/** `GET /`: on to where a login leads that was started without `return_to`, which is the account page unless configured. */
export async function home(_request: Request, { settings }: SessionPorts): Promise<Response> {
  return redirect(302, settings.landingPage ?? accountPath());
}
