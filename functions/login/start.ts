import { claimedSession } from '../core/current-session.ts';
import { Problem } from '../core/errors.ts';
import type { Request } from '../core/http/request.ts';
import { type Response, redirect } from '../core/http/response.ts';
import { redirectUri } from '../core/http/site.ts';
import type { ProviderSettings } from '../core/names.ts';
import { authorizationUrl } from '../core/oidc/authorization-request.ts';
import type { ProviderMetadata } from '../core/oidc/metadata.ts';
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

  const chosen = chosenParameters(request.query, settings.authorizationParameters);
  const secret = () => Buffer.from(ports.random(32)).toString('base64url');
  const parameters = { state: secret(), nonce: secret(), codeVerifier: secret() };
  const replaces = claimedSession(request, ports.site.cookies);
  const attempt: Attempt = {
    ...parameters,
    provider: settings.name,
    returnTo,
    startedAt: ports.clock(),
    ...(chosen['max_age'] !== undefined && { maxAge: Number(chosen['max_age']) }),
    ...pinnedEndpoints(settings, metadata),
    issExpected: metadata.issInResponse,
    ...(replaces !== undefined && { replaces }),
  };
  const { cookies } = ports.site;
  const sameSite = sameSiteFor(settings.responseMode);
  const cookie = attemptCookie(attempt, keyring, ports.random(12), cookies, sameSite);
  const location = authorizationUrl(metadata.authorizationEndpoint, settings, {
    ...parameters,
    redirectUri: redirectUri(ports.site, settings.name),
    further: chosen,
  });
  return redirect(302, location, [
    ...dropOldestAttempts(request.cookieHeader, cookie.length, cookies, sameSite),
    cookie,
  ]);
}

/** The endpoints that finishing this login and its session will take. */
function pinnedEndpoints(
  { userinfo, idTokenSignedResponseAlg }: ProviderSettings,
  { tokenEndpoint, userinfoEndpoint, jwksUri, endSessionEndpoint }: ProviderMetadata,
): Pick<Attempt, 'tokenEndpoint' | 'userinfoEndpoint' | 'jwksUri' | 'endSessionEndpoint'> {
  return {
    tokenEndpoint,
    ...(userinfo !== 'never' && userinfoEndpoint !== undefined && { userinfoEndpoint }),
    ...(!idTokenSignedResponseAlg.startsWith('HS') && jwksUri !== undefined && { jwksUri }),
    ...(endSessionEndpoint !== undefined && { endSessionEndpoint }),
  };
}
