import type { AsymmetricAlgorithm } from '../../functions/core/contract/algorithms.ts';
import {
  type ClientAssertionRules,
  type ProviderSettings,
  type ProviderType,
  tenantPlaceholder,
} from '../../functions/core/contract/provider-settings.ts';
import type { PresetFormat } from './preset-format.ts';

/** Default settings of a provider type. They apply to the keys that the block leaves out. */
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
  /** Settings of client assertions. They apply only if the client authentication method sends an assertion. */
  readonly clientAssertion: ClientAssertionRules & { readonly algorithm: AsymmetricAlgorithm };
  /** Absent if each customer of the provider has an issuer of its own. Then the block must set `issuer`. */
  readonly issuer?: string;
  readonly issuerFormat?: PresetFormat;
  readonly scopeFormat?: PresetFormat;
  /**
   * Whether the provider supports only the preset's algorithm, client authentication method and modes, so that the
   * block may not change them.
   */
  readonly fixed?: boolean;
  /** Text on the sign-in button. Absent if the text is made from the provider's name. */
  readonly label?: string;
}

/** Defaults of OpenID Connect (Core 1.0 section 15.1: RS256, client_secret_basic). */
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
  // The only audience of a client assertion is the issuer, as in FAPI 2.0 and the revision of RFC 7523.
  clientAssertion: { algorithm: 'ES256', audience: 'issuer', keyHeader: 'kid' },
};

/**
 * Defaults for providers without pushed authorization requests (PAR). The login function needs a client secret only to
 * push a request. For these providers it pushes none, so it has no permission to read their secrets.
 */
const withoutPar: Preset = { ...openIdConnect, pushedAuthorizationRequests: 'never' };

/** Issuer of Authentiq's hosted service, which has closed: nobody can sign in there. */
export const closedIssuer = 'https://connect.authentiq.io/';

/** Source of a regular expression for a Microsoft tenant ID, as the tokens spell it: a GUID in lower case. */
export const tenantId = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** The presets (default settings) of all provider types. */
export const presets: Readonly<Record<ProviderType, Preset>> = {
  authentiq: {
    ...withoutPar,
    label: 'Authentiq',
    issuer: closedIssuer,
    scope: 'aq:name email~rs address aq:push',
    // Authentiq signs ID tokens with the client secret.
    idTokenSignedResponseAlg: 'HS256',
  },
  openid_connect: openIdConnect,
  google: { ...withoutPar, label: 'Google', issuer: 'https://accounts.google.com' },
  // GitLab's ID token has few claims besides `sub`, so the others are always requested from UserInfo.
  gitlab: { ...withoutPar, label: 'GitLab', issuer: 'https://gitlab.com', userinfo: 'always' },
  microsoft: {
    ...withoutPar,
    label: 'Microsoft',
    issuer: `https://login.microsoftonline.com/${tenantPlaceholder}/v2.0`,
    issuerFormat: {
      pattern: new RegExp(`/(?:\\{tenantid\\}|${tenantId})(?:/|$)`),
      remedy: `Microsoft's issuer names a tenant by its ID in lower case, https://login.microsoftonline.com/<tenant ID>/v2.0, or has ${tenantPlaceholder} in its place.`,
    },
    scopeFormat: {
      pattern: /^(?=(?:.* )?profile(?:[ ~]|$))(?!(?:.* )?email~r?s)/,
      remedy:
        'It must have profile, without which Microsoft leaves out the object ID (oid). email~s is impossible: its addresses never count as verified.',
    },
    // Administrators of a tenant can set any email address for a user (the "nOAuth" attack), so addresses never count
    // as verified. Microsoft's `sub` differs from app to app, so accounts are identified by tenant and object ID.
    emailTrust: 'never',
    identityKey: 'tid_oid',
    // Microsoft's UserInfo adds no claim to those of the ID token, and has no `email_verified`.
    userinfo: 'never',
    // Microsoft identifies a client's public key only by its certificate, so an assertion's header has the
    // certificate's thumbprint.
    clientAssertion: { algorithm: 'PS256', audience: 'token_endpoint', keyHeader: 'x5t#S256' },
  },
  // In the code flow, Okta returns the claims of the scopes `profile` and `email` only in UserInfo, not in the ID
  // token.
  okta: {
    ...openIdConnect,
    label: 'Okta',
    userinfo: 'always',
    // Okta refuses a client assertion whose audience is not the URL of the endpoint that receives it.
    clientAssertion: { algorithm: 'ES256', audience: 'token_endpoint', keyHeader: 'kid' },
  },
  auth0: {
    ...openIdConnect,
    label: 'Auth0',
    // Auth0 accepts only RSA keys for client assertions.
    clientAssertion: { algorithm: 'RS256', audience: 'issuer', keyHeader: 'kid' },
    issuerFormat: { pattern: /\/$/, remedy: "Auth0's issuer ends in a slash: https://<tenant>.<region>.auth0.com/." },
  },
  keycloak: {
    ...openIdConnect,
    label: 'Keycloak',
    issuerFormat: {
      pattern: /\/realms\/[^/]+$/,
      remedy: "Keycloak's issuer is a realm's: https://<host>/realms/<realm>, without a slash at the end.",
    },
  },
  cognito: {
    ...withoutPar,
    label: 'Amazon Cognito',
    issuerFormat: {
      pattern: /\/[a-z0-9-]+_[A-Za-z0-9]+$/,
      remedy:
        "Cognito's issuer is the user pool's, not its sign-in domain: https://cognito-idp.<region>.amazonaws.com/<user pool ID>.",
    },
    emailTrust: 'boolean_or_text',
    signOut: 'cognito',
  },
  apple: {
    ...withoutPar,
    label: 'Apple',
    issuer: 'https://appleid.apple.com',
    scope: 'openid name email',
    scopeFormat: {
      pattern: /^(?:(?:openid|name|email(?:~[rs]+)?)(?: |$))+$/,
      remedy:
        'Apple supports only openid, name and email; name~r is impossible, as Apple sends the name only at the first sign-in.',
    },
    fixed: true,
    tokenEndpointAuthMethod: 'client_secret_post',
    // Apple sends the name and email address only with the response mode `form_post`.
    responseMode: 'form_post',
    userinfo: 'never',
    emailTrust: 'boolean_or_text',
  },
};
