import type { ProviderSettings } from '../../../../functions/core/contract/provider-settings.ts';

/** A plain OpenID provider's settings, with what a test changes. */
export function providerSettings(changes: Partial<ProviderSettings> = {}): ProviderSettings {
  return {
    name: 'corp',
    type: 'openid_connect',
    label: 'Corporate login',
    issuer: 'https://login.example.com/',
    clientId: 'client-1',
    scope: 'email~rs',
    authorizationParameters: {},
    idTokenSignedResponseAlg: 'RS256',
    tokenEndpointAuthMethod: 'client_secret_basic',
    secretOverlapSeconds: 24 * 3600,
    responseMode: 'query',
    pushedAuthorizationRequests: 'auto',
    userinfo: 'auto',
    tenants: [],
    allowedEmailDomains: [],
    blockedEmailDomains: [],
    requiredClaims: {},
    emailTrust: 'boolean',
    identityKey: 'sub',
    signOut: 'rp_initiated',
    linkable: true,
    ...changes,
  };
}
