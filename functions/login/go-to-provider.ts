import type { Deadline } from '../core/base/deadline.ts';
import { Problem, unverified } from '../core/errors.ts';
import type { Request } from '../core/http/request.ts';
import { type Response, redirect } from '../core/http/response.ts';
import { parametersOf } from '../core/http/return-to.ts';
import { redirectUri } from '../core/http/site.ts';
import {
  type AuthorizationRequest,
  authorizationParameters,
  authorizationUrl,
  pushedAuthorizationUrl,
} from '../core/oidc/authorization-request.ts';
import type { ProviderMetadata } from '../core/oidc/parse-metadata.ts';
import { pushedRequestEndpoint } from '../core/oidc/pushed-request.ts';
import type { Provider } from '../core/provider/index.ts';
import { pinnedEndpoints } from '../core/provider/pinned-endpoints.ts';
import { sameSiteFor } from '../core/sessions/cookies.ts';
import type { Keyring } from '../core/sessions/keyring.ts';
import { type Attempt, attemptCookie, dropOldestAttempts } from '../core/sessions/login-attempt.ts';
import { requireUsableProvider } from '../core/storage/usable-providers.ts';
import { chosenParameters } from './chosen-parameters.ts';
import type { LoginPorts } from './ports.ts';

/**
 * What a login is for: where the person goes afterwards, and the browser's session that the new one replaces. If the
 * login links an identity, the purpose also names the account and session that requested the link.
 */
export type LoginPurpose = Pick<Attempt, 'returnTo' | 'replaces' | 'link'>;

/**
 * Finds the enabled provider that the request's path names.
 * @throws Problem `unknown_provider` if no enabled provider has that name.
 */
export function requireRequestedProvider(request: Request, ports: LoginPorts): Provider {
  const provider = ports.provider(request.provider);
  if (provider === undefined) throw new Problem('unknown_provider', 'no such provider');
  return provider;
}

/** Input of `goToProvider`: the request, the provider to redirect to, and what the login is for. */
export interface LoginStart {
  readonly request: Request;
  readonly provider: Provider;
  readonly purpose: LoginPurpose;
  readonly ports: LoginPorts;
  readonly deadline: Deadline;
}

/**
 * Starts a login: redirects the browser to the provider's authorization endpoint. The login attempt (`state`, nonce,
 * PKCE verifier) is sealed into a cookie of its own, so that parallel logins do not overwrite each other.
 * @throws Problem `provider_disabled`, `provider_not_adopted`, or any other problem that prevents the start. Its details name the provider and
 * `returnTo`, so that the problem page can offer a link that starts the login again.
 */
export async function goToProvider(start: LoginStart): Promise<Response> {
  const { returnTo, link } = start.purpose;
  const about = { provider: start.provider.settings.name, returnTo, ...(link !== undefined && { linking: true }) };
  return requestAuthorization(start).catch((error: unknown) => {
    throw error instanceof Problem ? error.with(about, unverified) : error;
  });
}

async function requestAuthorization({ request, provider, purpose, ports, deadline }: LoginStart): Promise<Response> {
  const { settings } = provider;
  const { site } = ports;
  const { metadata, keyring } = await prepare(provider, ports);
  const chosen = chosenParameters(parametersOf(request), settings.authorizationParameters);
  const secret = () => Buffer.from(ports.random(32)).toString('base64url');
  const parameters = { state: secret(), nonce: secret(), codeVerifier: secret() };
  const attempt: Attempt = {
    ...parameters,
    ...purpose,
    provider: settings.name,
    startedAt: ports.clock(),
    ...(chosen['max_age'] !== undefined && { maxAge: Number(chosen['max_age']) }),
    ...(chosen['prompt']?.split(' ').includes('login') && { anew: true }),
    ...(chosen['prompt'] === 'none' && { silent: true }),
    ...pinnedEndpoints(settings, metadata),
    issExpected: metadata.issInResponse,
  };
  const sameSite = sameSiteFor(settings.responseMode);
  const cookie = attemptCookie(attempt, keyring, ports.random(12), site.cookies, sameSite);
  const asked = { ...parameters, redirectUri: redirectUri(site, settings.name), extraParameters: chosen };
  const location = await authorizationLocation(provider, metadata, asked, deadline);
  const dropped = dropOldestAttempts(request.cookieHeader, cookie.length, site.cookies, sameSite);
  return redirect(request.method === 'GET' ? 302 : 303, location, [...dropped, cookie]);
}

/**
 * Reads three things in parallel: whether people may sign in with the provider, the provider's metadata, and the session
 * keys. `provider_disabled` and `provider_not_adopted` take precedence over errors of the other reads.
 */
async function prepare(
  provider: Provider,
  { table, sessionKeys }: LoginPorts,
): Promise<{ readonly metadata: ProviderMetadata; readonly keyring: Keyring }> {
  // Preloads the client secret, which authenticates a pushed request. With `auto`, only the metadata tells whether
  // requests are pushed, so the secret is not preloaded.
  if (provider.settings.pushedAuthorizationRequests === 'always') provider.prepare();
  const reads = Promise.allSettled([provider.metadata(), sessionKeys.keyring()]);
  await requireUsableProvider(table, provider.settings);
  const [metadata, keys] = await reads;
  if (metadata.status === 'rejected') throw metadata.reason;
  if (keys.status === 'rejected') throw keys.reason;
  return { metadata: metadata.value, keyring: keys.value };
}

/**
 * Returns the URL to which the browser is redirected for the authorization request. If settings and metadata allow it,
 * the request is pushed first (RFC 9126), and the URL contains only its `request_uri`. If the push fails, the login
 * fails: there is no fallback to parameters in the URL. With such a fallback, an attacker who blocks pushes could read
 * and change the parameters in the URL.
 * @throws Problem `provider_error`, `provider_unreachable`, `temporarily_unavailable`.
 */
export async function authorizationLocation(
  provider: Provider,
  metadata: ProviderMetadata,
  request: AuthorizationRequest,
  deadline: Deadline,
): Promise<string> {
  const { settings } = provider;
  const { authorizationEndpoint } = metadata;
  const endpoint = pushedRequestEndpoint(settings, metadata);
  if (endpoint === undefined) return authorizationUrl(authorizationEndpoint, settings, request);
  const requestUri = await provider.push(endpoint, authorizationParameters(settings, request), deadline);
  return pushedAuthorizationUrl(authorizationEndpoint, settings, requestUri);
}
