import type { Deadline } from '../core/base/deadline.ts';
import type { ProviderSettings } from '../core/contract/provider-settings.ts';
import { preferredRepresentation } from '../core/http/accept.ts';
import { htmlResponse, providerOrigins } from '../core/http/page-responses.ts';
import type { Request } from '../core/http/request.ts';
import { type Response, withCookies } from '../core/http/response.ts';
import { returnToOf } from '../core/http/return-to.ts';
import { accountPath } from '../core/http/site.ts';
import { onwardPage } from '../core/pages/index.ts';
import { goToProvider, requireRequestedProvider } from './go-to-provider.ts';
import type { LoginPorts } from './ports.ts';
import { requireOwnSession } from './unlink.ts';

/**
 * `POST /account/providers/{provider}`: starts a login that makes an identity at the provider a way into the account of
 * who is signed in. Which identity it will be is known at the callback alone, so that is where conflicts are found.
 * @throws Problem `bad_origin`, `unknown_provider`, `return_to_not_allowed`, `no_session`, `provider_disabled`, or what
 * keeps the login from starting.
 */
export async function link(request: Request, ports: LoginPorts, deadline: Deadline): Promise<Response> {
  const provider = requireRequestedProvider(request, ports);
  const returnTo = returnToOf(request, ports.site) ?? accountPath('linked');
  const { user, session } = await requireOwnSession(request, ports);
  const linkTo = { userId: user.id, sessionId: session.id, provider: session.provider };
  const response = await goToProvider({ request, provider, purpose: { returnTo, link: linkTo }, ports, deadline });
  return pastFormAction(request, response, provider.settings, ports);
}

/**
 * Chromium holds every redirect that follows a form against the page's `form-action`, which knows the issuers' origins
 * alone. To any other place a page goes on by itself instead.
 */
function pastFormAction(
  request: Request,
  response: Response,
  { label }: ProviderSettings,
  { site }: LoginPorts,
): Response {
  const href = response.headers['location'] ?? '';
  const isPage = preferredRepresentation(request.headers['accept'], 'json') === 'html';
  if (!isPage || providerOrigins(site).includes(new URL(href).origin)) return response;
  return withCookies(htmlResponse(200, onwardPage({ label, href }), []), response.cookies);
}
