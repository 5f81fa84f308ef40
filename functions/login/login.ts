import type { CommonPorts } from '../core/composition.ts';
import { Problem } from '../core/errors.ts';
import { signInResponse } from '../core/http/html.ts';
import type { Request } from '../core/http/request.ts';
import { type Response, redirect } from '../core/http/response.ts';
import { checkReturnTo } from '../core/http/return-to.ts';
import { loginPath } from '../core/http/site.ts';
import type { LoginSettings } from '../core/names.ts';
import { startLogin } from './start.ts';

/** What the login door needs. */
export type LoginPorts = CommonPorts<LoginSettings>;

/** `GET /login`, the sign-in page, and `GET /login/{provider}`, which starts a login. */
export async function login(request: Request, ports: LoginPorts): Promise<Response> {
  const returnTo = readReturnTo(request, ports);
  return request.routeKey === 'GET /login' ? signIn(request, ports, returnTo) : startLogin(request, ports, returnTo);
}

function readReturnTo(request: Request, { site }: LoginPorts): string | undefined {
  const [value, ...others] = request.query.getAll('return_to');
  if (others.length > 0) throw new Problem('return_to_not_allowed', 'return_to stands twice');
  return value === undefined ? undefined : checkReturnTo(value, site.baseUrl, site.appOrigins);
}

/** The sign-in page, or straight on to a provider where configuration says so and nothing is to be told first. */
function signIn(request: Request, { site, settings }: LoginPorts, returnTo: string | undefined): Response {
  if (request.query.get('signed_out') === 'true') {
    const notice = { tone: 'info', title: 'You are signed out', text: 'Sign in again whenever you like.' } as const;
    return signInResponse(200, site, returnTo, notice);
  }
  const { autoSignInWithProvider } = settings;
  if (autoSignInWithProvider !== undefined && request.query.get('auto_sign_in') !== 'false') {
    return redirect(302, loginPath(autoSignInWithProvider, returnTo));
  }
  return signInResponse(200, site, returnTo);
}
