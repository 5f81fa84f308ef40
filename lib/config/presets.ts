import type { AsymmetricAlgorithm } from '../../functions/core/contract/algorithms.ts';
import {
  type ClientAssertionRules,
  type ProviderSettings,
  type ProviderType,
  tenantPlaceholder,
} from '../../functions/core/contract/provider-settings.ts';
import type { PresetFormat } from './preset-format.ts';

/** What a provider's type supplies where the configuration leaves it out. */
export interface Preset
  extends Pick<
    ProviderSettings,
    | 'scope'
    | 'idTokenSignedResponseAlg'
    | 'tokenEndpointAuthMethod'
    | 'responseMode'
    | 'pushedAuthorizationRequests'
    | 'userinfo'
    | 'emailTrust'
    | 'identityKey'
    | 'signOut'
  > {
  /** How assertions are made where the configuration has the client authenticate by them. */
  readonly clientAssertion: ClientAssertionRules & { readonly algorithm: AsymmetricAlgorithm };
  /** Absent where there is no one issuer: the configuration must name it. */
  readonly issuer?: string;
  readonly issuerFormat?: PresetFormat;
  readonly scopeFormat?: PresetFormat;
  /** Whether the provider takes the preset's algorithm, methods and modes alone, so that none of them may be changed. */
  readonly fixed?: boolean;
  /** Absent where the label is made from the provider's name. */
  readonly label?: string;
}

/** OpenID Connect's own defaults (Core 1.0 section 15.1: RS256, client_secret_basic). */
const openIdConnect: Preset = {
  scope: 'openid profile email',
  idTokenSignedResponseAlg: 'RS256',
  tokenEndpointAuthMethod: 'client_secret_basic',
  responseMode: 'query',
  pushedAuthorizationRequests: 'auto',
  userinfo: 'auto',
  emailTrust: 'boolean',
  identityKey: 'sub',
  signOut: 'rp_initiated',
  // The issuer as the only audience, as FAPI 2.0 and the revision of RFC 7523 have it.
  clientAssertion: { algorithm: 'ES256', audience: 'issuer', keyHeader: 'kid' },
};

/** Where no pushed requests are offered, the login function needs no client secret. */
const withoutPushing: Preset = { ...openIdConnect, pushedAuthorizationRequests: 'never' };

/** Authentiq's hosted service, which has closed: nobody can sign in there. */
export const closedIssuer = 'https://connect.authentiq.io/';

/** The id of a Microsoft tenant as it stands in tokens: the source of a pattern. */
export const tenantId = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** The presets by provider type. */
export const presets: Readonly<Record<ProviderType, Preset>> = {
  authentiq: {
    ...withoutPushing,
    label: 'Authentiq',
    issuer: closedIssuer,
    scope: 'aq:name email~rs address aq:push',
    // Authentiq signs ID tokens with the client secret.
    idTokenSignedResponseAlg: 'HS256',
  },
  openid_connect: openIdConnect,
  google: { ...withoutPushing, label: 'Google', issuer: 'https://accounts.google.com' },
  // Its ID token says little but who it is.
  gitlab: { ...withoutPushing, label: 'GitLab', issuer: 'https://gitlab.com', userinfo: 'always' },
  microsoft: {
    ...withoutPushing,
    label: 'Microsoft',
    issuer: `https://login.microsoftonline.com/${tenantPlaceholder}/v2.0`,
    issuerFormat: {
      pattern: new RegExp(`/(?:\\{tenantid\\}|${tenantId})(?:/|$)`),
      cure: `Microsoft's issuer names a tenant by its id in lower case, https://login.microsoftonline.com/<tenant id>/v2.0, or has ${tenantPlaceholder} in its place.`,
    },
    scopeFormat: {
      pattern: /^(?=(?:.* )?profile(?:[ ~]|$))(?!(?:.* )?email~r?s)/,
      cure: 'It must have profile, without which Microsoft leaves out who it is (oid), and email without ~s: its addresses never count as verified.',
    },
    // Administrators of any tenant write into it what they like ("nOAuth"), and `sub` differs from app to app.
    emailTrust: 'never',
    identityKey: 'tid_oid',
    // Its UserInfo says nothing that the ID token leaves out, and never that an address is verified.
    userinfo: 'never',
    // It knows keys by their certificates alone.
    clientAssertion: { algorithm: 'PS256', audience: 'token_endpoint', keyHeader: 'x5t#S256' },
  },
  // The ID token of the code flow is thin: claims of profile and email come from UserInfo.
  okta: {
    ...openIdConnect,
    label: 'Okta',
    userinfo: 'always',
    // It refuses an assertion whose audience is not the very endpoint that it is sent to.
    clientAssertion: { algorithm: 'ES256', audience: 'token_endpoint', keyHeader: 'kid' },
  },
  auth0: {
    ...openIdConnect,
    label: 'Auth0',
    // It takes RSA keys alone.
    clientAssertion: { algorithm: 'RS256', audience: 'issuer', keyHeader: 'kid' },
    issuerFormat: { pattern: /\/$/, cure: "Auth0's issuer ends in a slash: https://<tenant>.<region>.auth0.com/." },
  },
  keycloak: {
    ...openIdConnect,
    label: 'Keycloak',
    issuerFormat: {
      pattern: /\/realms\/[^/]+$/,
      cure: "Keycloak's issuer is a realm's: https://<host>/realms/<realm>, without a slash at the end.",
    },
  },
  cognito: {
    ...withoutPushing,
    label: 'Amazon Cognito',
    issuerFormat: {
      pattern: /\/[a-z0-9-]+_[A-Za-z0-9]+$/,
      cure: "Cognito's issuer is the user pool's, not its sign-in domain: https://cognito-idp.<region>.amazonaws.com/<user pool ID>.",
    },
    emailTrust: 'boolean_or_text',
    signOut: 'cognito',
  },
  apple: {
    ...withoutPushing,
    label: 'Apple',
    issuer: 'https://appleid.apple.com',
    scope: 'openid name email',
    scopeFormat: {
      pattern: /^(?:(?:openid|name|email(?:~[rs]+)?)(?: |$))+$/,
      cure: 'Apple knows openid, name and email alone; and name takes no ~r, as Apple tells it at the first sign-in only.',
    },
    fixed: true,
    tokenEndpointAuthMethod: 'client_secret_post',
    // Apple gives name and address in no other mode.
    responseMode: 'form_post',
    userinfo: 'never',
    emailTrust: 'boolean_or_text',
  },
};
