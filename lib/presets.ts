import type { ProviderSettings, ProviderType } from '../functions/core/names.ts';

/** What a provider's type supplies where the configuration leaves it out. */
export interface Preset
  extends Pick<
    ProviderSettings,
    'scope' | 'idTokenSignedResponseAlg' | 'tokenEndpointAuthMethod' | 'responseMode' | 'userinfo'
  > {
  /** Absent where there is no one issuer: the configuration must name it. */
  readonly issuer?: string;
  /** Absent where the label is made from the provider's name. */
  readonly label?: string;
}

/** OpenID Connect's own defaults (Core 1.0 section 15.1: RS256, client_secret_basic). */
const openIdConnect: Preset = {
  scope: 'openid profile email',
  idTokenSignedResponseAlg: 'RS256',
  tokenEndpointAuthMethod: 'client_secret_basic',
  responseMode: 'query',
  userinfo: 'auto',
};

/** Authentiq's hosted service, which has closed: nobody can sign in there. */
export const closedIssuer = 'https://connect.authentiq.io/';

/** The presets by provider type. */
export const presets: Readonly<Record<ProviderType, Preset>> = {
  authentiq: {
    ...openIdConnect,
    label: 'Authentiq',
    issuer: closedIssuer,
    scope: 'aq:name email~rs address aq:push',
    // Authentiq signs ID tokens with the client secret.
    idTokenSignedResponseAlg: 'HS256',
  },
  openid_connect: openIdConnect,
};

const viaOpenIdConnect = ['google', 'gitlab', 'microsoft', 'okta', 'auth0', 'keycloak', 'cognito', 'apple'];
const otherProtocols = ['ldap', 'saml'];

/** The cure for a type that someone may well expect but that has no preset, else undefined. */
export function missingPresetCure(type: unknown): string | undefined {
  if (viaOpenIdConnect.some((name) => name === type)) {
    return `There is no preset for ${String(type)}: use "openid_connect" with its issuer.`;
  }
  if (otherProtocols.some((name) => name === type)) {
    return 'LDAP and SAML do not apply: Postern speaks OpenID Connect alone.';
  }
  return undefined;
}
