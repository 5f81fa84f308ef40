import type { Deadline } from '../core/base/deadline.ts';
import { Problem } from '../core/errors.ts';
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
import type { ProviderMetadata } from '../core/oidc/metadata.ts';
import { pushedRequestEndpoint } from '../core/oidc/pushed-request.ts';
import type { Provider } from '../core/provider/index.ts';
import { pinnedEndpoints } from '../core/provider/pinned-endpoints.ts';
import { sameSiteFor } from '../core/sessions/cookies.ts';
import type { Keyring } from '../core/sessions/keyring.ts';
import { type Attempt, attemptCookie, dropOldestAttempts } from '../core/sessions/login-attempt.ts';
import { requireSwitchedOn } from '../core/storage/provider-switches.ts';
import { chosenParameters } from './chosen-parameters.ts';
import type { LoginPorts } from './ports.ts';

/** Target of a login, the session that it replaces, and the account that it links to. */
export type LoginPurpose = Pick<Attempt, 'returnTo' | 'replaces' | 'link'>;

/**
 * The provider in the request's path.
 * @throws Problem `unknown_provider`.
 */
export function requireRequestedProvider(request: Request, ports: LoginPorts): Provider {
  const provider = ports.provider(request.provider);
  if (provider === undefined) throw new Problem('unknown_provider', 'no such provider');
  return provider;
}

/** A login to be started. */
export interface LoginStart {
  readonly request: Request;
  readonly provider: Provider;
  readonly purpose: LoginPurpose;
  readonly ports: LoginPorts;
  readonly deadline: Deadline;
}

/**
 * Sends the browser to a provider, with the login attempt sealed into a cookie of its own.
 * @throws Problem `provider_disabled`, or what keeps the login from starting, with the provider and where it was to lead.
 */
export async function goToProvider(start: LoginStart): Promise<Response> {
  const { returnTo, link } = start.purpose;
  const about = { provider: start.provider.settings.name, returnTo, ...(link !== undefined && { linking: true }) };
  return requestAuthorization(start).catch((error: unknown) => {
    throw error instanceof Problem ? error.with(about) : error;
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

/** Reads in parallel. That the provider is switched off takes precedence over every other problem. */
async function prepare(
  provider: Provider,
  { table, sessionKeys }: LoginPorts,
): Promise<{ readonly metadata: ProviderMetadata; readonly keyring: Keyring }> {
  // With `auto`, only the metadata tells whether the secret is needed.
  if (provider.settings.pushedAuthorizationRequests === 'always') provider.prepare();
  const reads = Promise.allSettled([provider.metadata(), sessionKeys.keyring()]);
  await requireSwitchedOn(table, provider.settings.name);
  const [metadata, keys] = await reads;
  if (metadata.status === 'rejected') throw metadata.reason;
  if (keys.status === 'rejected') throw keys.reason;
  return { metadata: metadata.value, keyring: keys.value };
}

/**
 * URL to which the browser is redirected for the authorization request, which is pushed first if it can be. A failed push
 * has no fallback through the browser: otherwise an attacker who can block pushes could read and change the request there.
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
