import type { Deadline } from '../core/base/deadline.ts';
import { Problem } from '../core/errors.ts';
import type { Request } from '../core/http/request.ts';
import type { Response } from '../core/http/response.ts';
import { returnToOf } from '../core/http/return-to.ts';
import { isIssuerOf } from '../core/oidc/token-claims/issuer.ts';
import type { Provider } from '../core/provider/index.ts';
import { claimedSession } from '../core/session-check.ts';
import { goToProvider, requireRequestedProvider } from './go-to-provider.ts';
import type { LoginPorts } from './ports.ts';

/** Where the person goes after a login without `return_to`, unless a landing page is configured. */
const home = '/';

/**
 * `GET /login/{provider}`: starts a login at the provider.
 * @throws Problem `return_to_not_allowed`, `unknown_provider`, `provider_disabled`, or any other problem that prevents
 * the start.
 */
export async function startLogin(request: Request, ports: LoginPorts, deadline: Deadline): Promise<Response> {
  const returnTo = returnToOf(request, ports.site);
  return startLoginAt(requireRequestedProvider(request, ports), returnTo, request, ports, deadline);
}

/**
 * Starts a login at a provider. If the browser has a session, the new session replaces it.
 * @param returnTo Where the person goes after signing in, checked by the caller; undefined if the request does not say.
 * @throws Problem `provider_disabled`, or any other problem that prevents the start.
 */
async function startLoginAt(
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
  return goToProvider({ request, provider, purpose, ports, deadline });
}

/**
 * `GET /login?iss=…`: third-party initiated login (OpenID Connect Core 1.0 section 4), for example from a provider's
 * app dashboard. It starts a login as `GET /login/{provider}` does. `target_link_uri` is a synonym of `return_to`.
 * @throws Problem `return_to_not_allowed` or `unknown_issuer`, before any request to a provider; otherwise as
 * `startLogin` does.
 */
export async function startInitiatedLogin(request: Request, ports: LoginPorts, deadline: Deadline): Promise<Response> {
  const returnTo = returnToOf(request, ports.site, ['target_link_uri', 'return_to']);
  return startLoginAt(requireIssuer(request, ports), returnTo, request, ports, deadline);
}

/**
 * Finds the first enabled provider with the issuer that `iss` names. No request is ever sent to an issuer that is not
 * configured (SSRF).
 * @throws Problem `unknown_issuer`.
 */
function requireIssuer({ query }: Request, { site, provider }: LoginPorts): Provider {
  const [iss = '', ...others] = query.getAll('iss');
  if (others.length > 0) throw new Problem('unknown_issuer', 'duplicate iss parameter');
  const found = provider(site.providers.find((settings) => isIssuerOf(settings, iss))?.name);
  if (found === undefined) throw new Problem('unknown_issuer', 'no provider has the issuer');
  return found;
}
