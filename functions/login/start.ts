import { claimedSession } from '../core/current-session.ts';
import type { Request } from '../core/http/request.ts';
import type { Response } from '../core/http/response.ts';
import { goToProvider, requireProvider } from './go-to-provider.ts';
import type { LoginPorts } from './login.ts';
import { returnToOf } from './parameters.ts';

/** Where a login leads that was started without `return_to`, unless configuration names a landing page. */
const home = '/';

/**
 * `GET /login/{provider}`: starts a login.
 * @throws Problem `return_to_not_allowed`, `unknown_provider`, `provider_disabled`, or what keeps it from starting.
 */
export async function startLogin(request: Request, ports: LoginPorts): Promise<Response> {
  const { site, settings } = ports;
  const returnTo = returnToOf(request, site) ?? settings.landingPage ?? home;
  const provider = requireProvider(request, ports);
  const replaces = claimedSession(request, site.cookies);
  return goToProvider(request, provider, { returnTo, ...(replaces !== undefined && { replaces }) }, ports);
}
