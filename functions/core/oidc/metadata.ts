import { parseObject } from '../base/json.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { Problem } from '../errors.ts';
import { isAllowedUrl } from './allowed-url.ts';
import type { Claims } from './claims.ts';

/** The provider metadata that Postern uses (OpenID Connect Discovery 1.0 section 3). */
export interface ProviderMetadata {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly userinfoEndpoint?: string;
  readonly jwksUri?: string;
  readonly endSessionEndpoint?: string;
  /** `authorization_response_iss_parameter_supported` (RFC 9207 section 3). */
  readonly issInResponse: boolean;
  /** `pushed_authorization_request_endpoint` (RFC 9126 section 5). */
  readonly pushedRequestEndpoint?: string;
  /** `require_pushed_authorization_requests`. */
  readonly pushedRequestsRequired: boolean;
}

/**
 * URL of a provider's metadata: the configured one, otherwise the well-known path below its issuer without trailing slash
 * (section 4).
 */
export function metadataUrl(provider: Pick<ProviderSettings, 'issuer' | 'metadataUrl'>): string {
  return provider.metadataUrl ?? `${provider.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/**
 * Checks a discovery document: the issuer must be the configured one, byte for byte, `{tenantid}` included (section
 * 4.3), and every endpoint a URL that may be called.
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

/** Cognito's logout endpoint is beside its authorization endpoint; not all of its metadata has it. */
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
