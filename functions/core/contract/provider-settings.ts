import type { JwsAlgorithm } from './algorithms.ts';
import type { ClientAuthMethod } from './client-auth-methods.ts';

/** Types of provider. Only `authentiq` understands scope modifiers and `aq:*` scopes; for others they are stripped. */
export const providerTypes = [
  'authentiq',
  'openid_connect',
  'google',
  'gitlab',
  'microsoft',
  'okta',
  'auth0',
  'keycloak',
  'cognito',
  'apple',
] as const;

export type ProviderType = (typeof providerTypes)[number];

/** Placeholder of the tenant in a multi-tenant issuer (Microsoft identity platform). */
export const tenantPlaceholder = '{tenantid}';

/** Behaviour that differs between types of provider; the preset of the type sets it. */
export interface ProviderQuirks {
  /**
   * When an address counts as verified: if `email_verified` is true; if it is true or `"true"`; or never, because the
   * provider accepts any address from its users (Microsoft).
   */
  readonly emailTrust: 'boolean' | 'boolean_or_text' | 'never';
  /** Claims that identify a person: `sub`, or tenant and object of a directory (`tid` and `oid`). */
  readonly identityKey: 'sub' | 'tid_oid';
  /** Parameters of the provider's own sign-out: those of RP-Initiated Logout 1.0, or Cognito's. */
  readonly signOut: 'rp_initiated' | 'cognito';
}

/** Form of the client assertions by which the client authenticates (Core 1.0 section 9). */
export interface ClientAssertionRules {
  readonly algorithm: JwsAlgorithm;
  /** Audience of the assertion: the issuer, or the URL of the endpoint. */
  readonly audience: 'issuer' | 'token_endpoint';
  /** Header that identifies the signing key: key id, or certificate thumbprint (RFC 7515 section 4.1.8). */
  readonly keyHeader: 'kid' | 'x5t#S256';
}

/** Settings of a provider: its validated configuration, completed by its preset. */
export interface ProviderSettings extends ProviderQuirks {
  readonly name: string;
  readonly type: ProviderType;
  readonly label: string;
  /** A `data:` URI of an image; without one the built-in icon of the type is shown. */
  readonly icon?: string;
  /**
   * Compared as a whole string, trailing slash included (OpenID Connect Discovery 1.0 section 4.3). With
   * `{tenantid}` in it, it is the pattern of the issuers of `tenants`.
   */
  readonly issuer: string;
  /** Tenants whose users may sign in, if the issuer has `{tenantid}`; otherwise empty. */
  readonly tenants: readonly string[];
  /** URL of the metadata, if it is not at the well-known path below the issuer. */
  readonly metadataUrl?: string;
  readonly clientId: string;
  /** The scope as configured, modifiers included, for example `aq:name email~rs`. */
  readonly scope: string;
  /** Further authorization request parameters, for example `prompt`. Never the protocol's own. */
  readonly authorizationParameters: Readonly<Record<string, string>>;
  readonly idTokenSignedResponseAlg: JwsAlgorithm;
  readonly tokenEndpointAuthMethod: ClientAuthMethod;
  /** Form of the client assertions; present exactly for the methods that use one. */
  readonly clientAssertion?: ClientAssertionRules;
  /** Overlap window in which the previous client secret still verifies tokens. */
  readonly secretOverlapSeconds: number;
  readonly responseMode: 'query' | 'form_post';
  /** Whether authorization requests are pushed (RFC 9126): if the provider supports it, always, or never. */
  readonly pushedAuthorizationRequests: 'auto' | 'always' | 'never';
  readonly userinfo: 'auto' | 'always' | 'never';
  /** The only accepted algorithm of signed UserInfo responses; absent if UserInfo is plain JSON. */
  readonly userinfoSignedResponseAlg?: JwsAlgorithm;
  /** Team and id of the private key, if the client secret is a JWT signed with one (Sign in with Apple). */
  readonly clientSecretJwt?: { readonly teamId: string; readonly keyId: string };
  /** Domains of which one verified address is required; if empty, any address or none is accepted. */
  readonly allowedEmailDomains: readonly string[];
  /** Domains whose addresses are refused; if not empty, a verified address is required. */
  readonly blockedEmailDomains: readonly string[];
}
