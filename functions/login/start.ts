import { Problem } from '../core/errors.ts';
import type { Request } from '../core/http/request.ts';
import { type Response, redirect } from '../core/http/response.ts';
import { redirectUri } from '../core/http/site.ts';
import { authorizationUrl } from '../core/oidc/authorization-request.ts';
import { type Attempt, attemptCookie, dropOldestAttempts } from '../core/sessions/attempt.ts';
import { sameSiteFor } from '../core/sessions/cookies.ts';
import { chosenParameters } from './chosen-parameters.ts';
import type { LoginPorts } from './login.ts';

/** Where a login leads that was started without `return_to`. */
const defaultReturnTo = '/';

/** Starts a login: seals an attempt into a cookie of its own and sends the browser to the provider. */
export async function startLogin(request: Request, ports: LoginPorts, returnTo = defaultReturnTo): Promise<Response> {
  const provider = ports.provider(request.provider);
  if (provider === undefined) throw new Problem('unknown_provider', 'no such provider');
  const { settings } = provider;
  const about = { provider: settings.name, returnTo };
  const [metadata, keyring] = await Promise.all([provider.metadata(), ports.keyring()]).catch((error: unknown) => {
    throw error instanceof Problem ? error.with(about) : error;
  });

  const chosen = chosenParameters(request.query);
  const secret = () => Buffer.from(ports.random(32)).toString('base64url');
  const parameters = { state: secret(), nonce: secret(), codeVerifier: secret() };
  const maxAge = chosen['max_age'] ?? settings.authorizationParameters['max_age'];
  const attempt: Attempt = {
    ...parameters,
    provider: settings.name,
    returnTo,
    startedAt: ports.clock(),
    ...(maxAge !== undefined && { maxAge: Number(maxAge) }),
    tokenEndpoint: metadata.tokenEndpoint,
    ...(metadata.userinfoEndpoint !== undefined && { userinfoEndpoint: metadata.userinfoEndpoint }),
    ...(metadata.jwksUri !== undefined && { jwksUri: metadata.jwksUri }),
    issExpected: metadata.issInResponse,
    hasEndSession: metadata.endSessionEndpoint !== undefined,
  };
  const { cookies } = ports.site;
  const sameSite = sameSiteFor(settings.responseMode);
  const cookie = attemptCookie(attempt, keyring, ports.random(12), cookies, sameSite);
  const location = authorizationUrl(metadata.authorizationEndpoint, settings, {
    ...parameters,
    redirectUri: redirectUri(ports.site, settings.name),
    chosen,
  });
  return redirect(302, location, [
    ...dropOldestAttempts(request.cookieHeader, cookie.length, cookies, sameSite),
    cookie,
  ]);
}
