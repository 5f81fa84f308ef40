import { createHash } from 'node:crypto';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { parseScope, scopeFor } from './scopes.ts';

/** The parts of an authorization request that differ between logins. */
export interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Parameters beyond the protocol's own, such as `prompt`. */
  readonly extraParameters: Readonly<Record<string, string>>;
}

/** The parameters that start a login: authorization code flow (Core 1.0 section 3.1.2.1) with PKCE (RFC 7636). */
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

/** The URL of an authorization request with all its parameters. */
export function authorizationUrl(endpoint: string, provider: ProviderSettings, request: AuthorizationRequest): string {
  return withParameters(endpoint, authorizationParameters(provider, request));
}

/** The URL of an authorization request that was pushed: only `client_id` and `request_uri` (RFC 9126 section 4). */
export function pushedAuthorizationUrl(endpoint: string, provider: ProviderSettings, requestUri: string): string {
  return withParameters(endpoint, { client_id: provider.clientId, request_uri: requestUri });
}

/** The endpoint with parameters added to its own query. */
function withParameters(endpoint: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(endpoint);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
