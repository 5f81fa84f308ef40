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

/** Default target of a login, unless a landing page is configured. */
const home = '/';

/**
 * `GET /login/{provider}`: starts a login.
 * @throws Problem `return_to_not_allowed`, `unknown_provider`, `provider_disabled`, or what keeps it from starting.
 */
export async function startLogin(request: Request, ports: LoginPorts, deadline: Deadline): Promise<Response> {
  const returnTo = returnToOf(request, ports.site);
  return startLoginAt(requireRequestedProvider(request, ports), returnTo, request, ports, deadline);
}

/**
 * Starts a login at a provider.
 * @param returnTo Its target, if the caller gave one.
 * @throws Problem `provider_disabled`, or what keeps it from starting.
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
 * `GET /login?iss=…`: third-party initiated login, such as from a provider's page of apps (OpenID Connect Core 1.0 section
 * 4). It continues like `GET /login/{provider}`; `target_link_uri` is another name for `return_to`.
 * @throws Problem `return_to_not_allowed` or `unknown_issuer` before any call; then as `startLogin` does.
 */
export async function startInitiatedLogin(request: Request, ports: LoginPorts, deadline: Deadline): Promise<Response> {
  const returnTo = returnToOf(request, ports.site, ['target_link_uri', 'return_to']);
  return startLoginAt(requireIssuer(request, ports), returnTo, request, ports, deadline);
}

/** The first enabled provider that has the issuer. An unknown issuer is never called (SSRF). */
function requireIssuer({ query }: Request, { site, provider }: LoginPorts): Provider {
  const [iss = '', ...others] = query.getAll('iss');
  if (others.length > 0) throw new Problem('unknown_issuer', 'duplicate iss parameter');
  const found = provider(site.providers.find((settings) => isIssuerOf(settings, iss))?.name);
  if (found === undefined) throw new Problem('unknown_issuer', 'no provider has the issuer');
  return found;
}
