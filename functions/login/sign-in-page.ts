import { signInResponse } from '../core/http/page-responses.ts';
import type { Request } from '../core/http/request.ts';
import { type Response, redirect } from '../core/http/response.ts';
import { returnToOf } from '../core/http/return-to.ts';
import { loginPath, type Site, withoutProviders } from '../core/http/site.ts';
import { unusableProviders } from '../core/storage/usable-providers.ts';
import type { LoginPorts } from './ports.ts';
import { showSignedOut } from './signed-out.ts';

/**
 * `GET /login`: shows the sign-in page with the providers that are not switched off. If a provider is configured for
 * automatic sign-in, the response redirects to it, except after a sign-out or with `auto_sign_in=false`.
 * @throws Problem `return_to_not_allowed`, or `temporarily_unavailable` if the table cannot tell which providers are
 * switched off.
 */
export async function showSignIn(request: Request, ports: LoginPorts): Promise<Response> {
  const { site, settings } = ports;
  const returnTo = returnToOf(request, site);
  if (request.query.get('signed_out') === 'true') {
    return showSignedOut(request, () => openSite(ports), returnTo, ports);
  }
  const open = await openSite(ports);
  const { autoSignInWithProvider: automatic } = settings;
  // An automatic redirect to a switched-off provider would only show the person a refusal. So the sign-in page is shown
  // instead.
  const isOn = open.providers.some(({ name }) => name === automatic);
  if (automatic !== undefined && isOn && request.query.get('auto_sign_in') !== 'false') {
    return redirect(302, loginPath(automatic, returnTo));
  }
  return signInResponse(200, open, returnTo);
}

/** The origin and providers of the deployment, without the providers with which nobody can sign in now. */
async function openSite({ site, table }: LoginPorts): Promise<Site> {
  return withoutProviders(site, await unusableProviders(table, site.providers));
}
