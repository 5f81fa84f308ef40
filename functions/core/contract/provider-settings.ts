import type { JwsAlgorithm } from './algorithms.ts';
import type { ClientAuthMethod } from './client-auth-methods.ts';

/**
 * Types of provider. Only `authentiq` understands scope modifiers (such as `email~rs`) and `aq:*` scopes. For other
 * types these are removed from the scope.
 */
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

/** Placeholder of the tenant's id in a multi-tenant issuer (Microsoft identity platform). */
export const tenantPlaceholder = '{tenantid}';

/** A value with which a claim is compared, without conversion between types. */
export type ClaimValue = string | number | boolean;

/** Behaviour that differs between types of provider. The preset of a type (its built-in settings) determines it. */
export interface ProviderQuirks {
  /**
   * When an email address counts as verified. `boolean`: if `email_verified` is true. `boolean_or_text`: if it is true
   * or the text `"true"`. `never`: no email address counts, since the provider accepts any from its users (Microsoft).
   */
  readonly emailTrust: 'boolean' | 'boolean_or_text' | 'never';
  /** Claims that identify a person: `sub`, or the ids of tenant and user in a Microsoft directory (`tid` and `oid`). */
  readonly identityKey: 'sub' | 'tid_oid';
  /** Which parameters the provider's own sign-out takes: those of RP-Initiated Logout 1.0, or Cognito's. */
  readonly signOut: 'rp_initiated' | 'cognito';
}

/** Form of the client assertions (signed JWTs) that authenticate the client (OpenID Connect Core 1.0 section 9). */
export interface ClientAssertionRules {
  readonly algorithm: JwsAlgorithm;
  /** Audience (`aud`) of the assertion: the issuer, or the URL of the endpoint that the assertion is sent to. */
  readonly audience: 'issuer' | 'token_endpoint';
  /**
   * JWS header parameter that identifies the signing key: key id, or certificate thumbprint (RFC 7515 section 4.1.8).
   */
  readonly keyHeader: 'kid' | 'x5t#S256';
}

/** Settings of a provider: its validated configuration, with the defaults of its type. */
export interface ProviderSettings extends ProviderQuirks {
  readonly name: string;
  readonly type: ProviderType;
  readonly label: string;
  /** A `data:` URI of the provider's icon; without it the built-in icon of its type is shown. */
  readonly icon?: string;
  /**
   * Issuer, compared as a whole string, trailing slash included (OpenID Connect Discovery 1.0 section 4.3). With the
   * placeholder `{tenantid}`, it is the pattern of the issuers of all `tenants`.
   */
  readonly issuer: string;
  /** Ids of the tenants whose users may sign in, if the issuer has `{tenantid}`; otherwise empty. */
  readonly tenants: readonly string[];
  /** URL of the provider's metadata, if it is not at the well-known path below the issuer. */
  readonly metadataUrl?: string;
  readonly clientId: string;
  /** The scope as configured, scope modifiers included, for example `aq:name email~rs`. */
  readonly scope: string;
  /**
   * Configured additional authorization request parameters, for example `prompt`; never those of the protocol, such as
   * `state`.
   */
  readonly authorizationParameters: Readonly<Record<string, string>>;
  readonly idTokenSignedResponseAlg: JwsAlgorithm;
  readonly tokenEndpointAuthMethod: ClientAuthMethod;
  /** Form of the client assertions; present only for the client authentication methods that use them. */
  readonly clientAssertion?: ClientAssertionRules;
  /** Overlap window in seconds, in which the previous client secret still verifies tokens after a rotation. */
  readonly secretOverlapSeconds: number;
  readonly responseMode: 'query' | 'form_post';
  /**
   * Whether authorization requests are pushed (RFC 9126). `auto` means: if the provider's metadata has an endpoint for
   * them.
   */
  readonly pushedAuthorizationRequests: 'auto' | 'always' | 'never';
  readonly userinfo: 'auto' | 'always' | 'never';
  /** The only accepted JWS algorithm of UserInfo responses; absent if they are plain JSON. */
  readonly userinfoSignedResponseAlg?: JwsAlgorithm;
  /** For a client secret that is a signed JWT (Sign in with Apple): the Apple team, and the id of the private key. */
  readonly clientSecretJwt?: { readonly teamId: string; readonly keyId: string };
  /** Whether signed-in people may link an identity at this provider to their account. */
  readonly linkable: boolean;
  /**
   * The person must have a verified email address in one of these domains. If the list is empty, it refuses nobody, not
   * even a person without an email address.
   */
  readonly allowedEmailDomains: readonly string[];
  /**
   * The person's email address must be in none of these domains. If the list is not empty, the email address must be
   * verified.
   */
  readonly blockedEmailDomains: readonly string[];
  /**
   * Claims that the person must have, by name: one of the values, or with `any` a non-empty string. If there is none, all
   * of the provider's users may sign in.
   */
  readonly requiredClaims: Readonly<Record<string, 'any' | readonly ClaimValue[]>>;
}
