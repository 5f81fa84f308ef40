import { createHash } from 'node:crypto';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { parseScope, scopeFor } from './scopes.ts';

/**
 * The parameters of an authorization request that differ from login to login. All others come from the provider's
 * settings.
 */
export interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /**
   * Parameters that the configuration or the login request adds, such as `prompt`. They never replace the protocol's
   * own, such as `state`.
   */
  readonly extraParameters: Readonly<Record<string, string>>;
}

/** The authorization request's parameters: authorization code flow (Core 1.0 section 3.1.2.1) with PKCE (RFC 7636). */
export function authorizationParameters(
  provider: ProviderSettings,
  request: AuthorizationRequest,
): Readonly<Record<string, string>> {
  return {
    ...request.extraParameters,
    ...(provider.responseMode === 'query' ? {} : { response_mode: provider.responseMode }),
    client_id: provider.clientId,
    response_type: 'code',
    redirect_uri: request.redirectUri,
    scope: scopeFor(provider.type, parseScope(provider.scope)),
    state: request.state,
    nonce: request.nonce,
    code_challenge: createHash('sha256').update(request.codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
}

/** The URL that carries the authorization request through the browser, with all its parameters in the query. */
export function authorizationUrl(endpoint: string, provider: ProviderSettings, request: AuthorizationRequest): string {
  return withParameters(endpoint, authorizationParameters(provider, request));
}

/**
 * The URL that refers to a pushed authorization request. Its only parameters are `client_id` and the `request_uri` that
 * the provider has issued (RFC 9126 section 4).
 */
export function pushedAuthorizationUrl(endpoint: string, provider: ProviderSettings, requestUri: string): string {
  return withParameters(endpoint, { client_id: provider.clientId, request_uri: requestUri });
}

/** The endpoint's URL with the parameters added to those that its query already has. */
function withParameters(endpoint: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(endpoint);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
