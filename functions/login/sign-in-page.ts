import { signInResponse } from '../core/http/html.ts';
import type { Request } from '../core/http/request.ts';
import { type Response, redirect } from '../core/http/response.ts';
import { loginPath, withoutProviders } from '../core/http/site.ts';
import { disabledProviders } from '../core/storage/provider-switches.ts';
import type { LoginPorts } from './login.ts';
import { returnToOf } from './parameters.ts';

const signedOut = { tone: 'info', title: 'You are signed out', text: 'Sign in again whenever you like.' } as const;

/**
 * `GET /login`: the sign-in page, with the providers that are not switched off; or straight on to one of them, where
 * configuration says so and nothing is to be told first.
 * @throws Problem `temporarily_unavailable` where the switches cannot be read.
 */
export async function showSignIn(request: Request, { site, settings, table }: LoginPorts): Promise<Response> {
  const returnTo = returnToOf(request, site);
  const names = site.providers.map(({ name }) => name);
  const off = await disabledProviders(table, names);
  const open = withoutProviders(site, off);
  if (request.query.get('signed_out') === 'true') return signInResponse(200, open, returnTo, signedOut);

  const { autoSignInWithProvider: automatic } = settings;
  // With its provider switched off it would lead to a refusal, and from there back here.
  if (automatic !== undefined && !off.has(automatic) && request.query.get('auto_sign_in') !== 'false') {
    return redirect(302, loginPath(automatic, returnTo));
  }
  return signInResponse(200, open, returnTo);
}
