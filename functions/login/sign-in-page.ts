import { signInResponse } from '../core/http/page-responses.ts';
import type { Request } from '../core/http/request.ts';
import { type Response, redirect } from '../core/http/response.ts';
import { returnToOf } from '../core/http/return-to.ts';
import { loginPath, type Site, withoutProviders } from '../core/http/site.ts';
import { disabledProviders } from '../core/storage/provider-switches.ts';
import type { LoginPorts } from './ports.ts';
import { showSignedOut } from './signed-out.ts';

/**
 * `GET /login`: the sign-in page with the providers that are not switched off; or a redirect to the provider that is
 * configured for automatic sign-in, unless there is a message to show first.
 * @throws Problem `return_to_not_allowed`, or `temporarily_unavailable` if the switches cannot be read.
 */
export async function showSignIn(request: Request, ports: LoginPorts): Promise<Response> {
  const { site, settings } = ports;
  const returnTo = returnToOf(request, site);
  if (request.query.get('signed_out') === 'true') {
    return showSignedOut(request, () => openSite(ports), returnTo, ports);
  }
  const open = await openSite(ports);
  const { autoSignInWithProvider: automatic } = settings;
  // If its provider is switched off, the redirect would end in a refusal that leads back here.
  const isOn = open.providers.some(({ name }) => name === automatic);
  if (automatic !== undefined && isOn && request.query.get('auto_sign_in') !== 'false') {
    return redirect(302, loginPath(automatic, returnTo));
  }
  return signInResponse(200, open, returnTo);
}

/** The deployment without the providers that operators have switched off. */
async function openSite({ site, table }: LoginPorts): Promise<Site> {
  const names = site.providers.map(({ name }) => name);
  return withoutProviders(site, await disabledProviders(table, names));
}
