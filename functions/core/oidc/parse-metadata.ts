import { parseObject } from '../base/json.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { Problem } from '../errors.ts';
import { isAllowedUrl } from './allowed-url.ts';
import type { Claims } from './claims.ts';

/** The part of a provider's metadata that Postern uses (OpenID Connect Discovery 1.0 section 3). */
export interface ProviderMetadata {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly userinfoEndpoint?: string;
  readonly jwksUri?: string;
  readonly endSessionEndpoint?: string;
  /**
   * Whether the provider promises `iss` in its authorization responses:
   * `authorization_response_iss_parameter_supported` (RFC 9207 section 3).
   */
  readonly issInResponse: boolean;
  /** Endpoint for pushed authorization requests: `pushed_authorization_request_endpoint` (RFC 9126 section 5). */
  readonly pushedRequestEndpoint?: string;
  /**
   * Whether the provider accepts only pushed authorization requests: `require_pushed_authorization_requests` (RFC 9126
   * section 5).
   */
  readonly pushedRequestsRequired: boolean;
}

/**
 * URL of a provider's discovery document. It is the configured URL, or by default the issuer without a trailing slash,
 * followed by the well-known path (OpenID Connect Discovery 1.0 section 4).
 */
export function metadataUrl(provider: Pick<ProviderSettings, 'issuer' | 'metadataUrl'>): string {
  return provider.metadataUrl ?? `${provider.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/**
 * Parses and checks a discovery document. Its `issuer` must be the configured one, byte for byte, `{tenantid}` included
 * (OpenID Connect Discovery 1.0 section 4.3). Every endpoint must be a URL that may be called (`isAllowedUrl`).
 * @param loopbackHttp Also allows plain http to this machine, for local runs.
 * @throws Problem `provider_error`.
 */
export function parseMetadata(text: string, provider: ProviderSettings, loopbackHttp: boolean): ProviderMetadata {
  const document = parseObject(text);
  if (document === undefined) throw invalid('the discovery document is not a JSON object');
  if (document['issuer'] !== provider.issuer) {
    throw invalid('issuer of the discovery document differs', { expected: provider.issuer, found: document['issuer'] });
  }
  const endpoint = (name: string) => readEndpoint(document, name, loopbackHttp);
  const authorizationEndpoint = endpoint('authorization_endpoint');
  const tokenEndpoint = endpoint('token_endpoint');
  if (authorizationEndpoint === undefined || tokenEndpoint === undefined) {
    throw invalid('the discovery document lacks authorization_endpoint or token_endpoint');
  }
  const userinfoEndpoint = endpoint('userinfo_endpoint');
  const jwksUri = endpoint('jwks_uri');
  const pushedRequestEndpoint = endpoint('pushed_authorization_request_endpoint');
  const endSessionEndpoint = endpoint('end_session_endpoint') ?? undocumentedSignOut(provider, authorizationEndpoint);
  return {
    authorizationEndpoint,
    tokenEndpoint,
    ...(userinfoEndpoint && { userinfoEndpoint }),
    ...(jwksUri && { jwksUri }),
    ...(endSessionEndpoint && { endSessionEndpoint }),
    issInResponse: document['authorization_response_iss_parameter_supported'] === true,
    ...(pushedRequestEndpoint && { pushedRequestEndpoint }),
    pushedRequestsRequired: document['require_pushed_authorization_requests'] === true,
  };
}

/**
 * Cognito's logout endpoint. Not all of Cognito's discovery documents have it, so its URL is derived: `/logout` on the
 * host of the authorization endpoint.
 */
function undocumentedSignOut({ signOut }: ProviderSettings, authorizationEndpoint: string): string | undefined {
  return signOut === 'cognito' ? new URL('/logout', authorizationEndpoint).href : undefined;
}

function readEndpoint(document: Claims, name: string, loopbackHttp: boolean): string | undefined {
  const value = document[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && isAllowedUrl(value, loopbackHttp)) return value;
  throw invalid(`${name} is not a URL that may be called`, { found: value });
}

function invalid(reason: string, log: Record<string, unknown> = {}): Problem {
  return new Problem('provider_error', reason, { log });
}
