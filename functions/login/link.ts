import { linkingProblem } from '../core/accounts/sign-in-methods.ts';
import type { Deadline } from '../core/base/deadline.ts';
import type { ProviderSettings } from '../core/contract/provider-settings.ts';
import { preferredRepresentation } from '../core/http/accept.ts';
import { htmlResponse, providerOrigins } from '../core/http/page-responses.ts';
import type { Request } from '../core/http/request.ts';
import { type Response, withCookies } from '../core/http/response.ts';
import { returnToOf } from '../core/http/return-to.ts';
import { accountPath } from '../core/http/site.ts';
import { redirectPage } from '../core/pages/index.ts';
import { goToProvider, requireRequestedProvider } from './go-to-provider.ts';
import type { LoginPorts } from './ports.ts';
import { requireReauthentication } from './require-reauthentication.ts';
import { requireOwnSession } from './unlink.ts';

/**
 * `POST /account/providers/{provider}`: starts a login that links an identity at the provider to the signed-in user's
 * account. The callback learns from the ID token which identity that is. So conflicts with other accounts are detected
 * in the callback.
 * @throws Problem `bad_origin`, `unknown_provider`, `return_to_not_allowed`, `no_session`, `linking_not_allowed`,
 * `reauthentication_required`, `provider_disabled`, or any other problem that prevents the login's start.
 */
export async function link(request: Request, ports: LoginPorts, deadline: Deadline): Promise<Response> {
  const provider = requireRequestedProvider(request, ports);
  const returnTo = returnToOf(request, ports.site) ?? accountPath('linked');
  const current = await requireOwnSession(request, ports);
  const { user, session } = current;
  const problem = linkingProblem(provider.settings);
  if (problem !== undefined) throw problem;
  await requireReauthentication(current, ports);
  const linkTo = { userId: user.id, sessionId: session.id, provider: session.provider };
  const response = await goToProvider({ request, provider, purpose: { returnTo, link: linkTo }, ports, deadline });
  return pastFormAction(request, response, provider.settings, ports);
}

/**
 * Works around Chromium, which checks every redirect after a form submission against the page's CSP `form-action`. On
 * our pages, `form-action` lists only the issuers' origins. If the authorization endpoint has another origin, the
 * response is a page that redirects by `<meta http-equiv="refresh">` instead.
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
  return withCookies(htmlResponse(200, redirectPage({ label, href }), []), response.cookies);
}
