import type { Deadline } from '../core/base/deadline.ts';
import { returnToOf } from '../core/http/parameters.ts';
import type { Request } from '../core/http/request.ts';
import type { Response } from '../core/http/response.ts';
import type { Provider } from '../core/provider/index.ts';
import { claimedSession } from '../core/session-check.ts';
import { goToProvider, requireProvider } from './go-to-provider.ts';
import type { LoginPorts } from './ports.ts';

/** Where a login leads that was started without `return_to`, unless configuration names a landing page. */
const home = '/';

/**
 * `GET /login/{provider}`: starts a login.
 * @throws Problem `return_to_not_allowed`, `unknown_provider`, `provider_disabled`, or what keeps it from starting.
 */
export async function startLogin(request: Request, ports: LoginPorts, deadline: Deadline): Promise<Response> {
  const returnTo = returnToOf(request, ports.site);
  return startLoginAt(requireProvider(request, ports), returnTo, request, ports, deadline);
}

/**
 * Starts a login at a provider.
 * @param returnTo Where it is to lead, where the caller says so.
 * @throws Problem `provider_disabled`, or what keeps it from starting.
 */
export async function startLoginAt(
  provider: Provider,
  returnTo: string | undefined,
  request: Request,
  ports: LoginPorts,
  deadline: Deadline,
): Promise<Response> {
  const { site, settings } = ports;
  const replaces = claimedSession(request, site.cookies);
  const purpose = {
    returnTo: returnTo ?? settings.landingPage ?? home,
    ...(replaces !== undefined && { replaces }),
  };
  return goToProvider(request, provider, purpose, ports, deadline);
}
