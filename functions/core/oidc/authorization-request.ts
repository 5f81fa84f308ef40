import { createHash } from 'node:crypto';
import type { ProviderSettings } from '../names.ts';
import { parseScope, scopeFor } from './scopes.ts';

/** What makes one authorization request different from the next. */
export interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Parameters beyond the protocol's own, such as `prompt`. */
  readonly further: Readonly<Record<string, string>>;
}

/** The URL that starts a login at the provider: authorization code flow (Core 1.0 section 3.1.2.1) with PKCE (RFC 7636). */
export function authorizationUrl(endpoint: string, provider: ProviderSettings, request: AuthorizationRequest): string {
  const url = new URL(endpoint);
  const parameters = {
    ...request.further,
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
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
