import type { JwsAlgorithm } from './algorithms.ts';
import type { ClientAuthMethod } from './client-auth-methods.ts';

/** The kinds of provider. `authentiq` understands scope modifiers and `aq:*` scopes; for the others they are stripped. */
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

/** What stands for the tenant in an issuer that is many tenants' (Microsoft identity platform). */
export const tenantPlaceholder = '{tenantid}';

/** What kinds of provider do each in their own way; the preset of the type says which. */
export interface ProviderQuirks {
  /**
   * When an address counts as verified: `email_verified` is true, or it is true or `"true"`, or never, where the
   * provider lets people write any address in (Microsoft).
   */
  readonly emailTrust: 'boolean' | 'boolean_or_text' | 'never';
  /** What identifies a person: `sub`, or tenant and object of a directory (`tid` and `oid`). */
  readonly identityKey: 'sub' | 'tid_oid';
  /** What the provider's own sign-out takes: RP-Initiated Logout 1.0's parameters, or Cognito's. */
  readonly signOut: 'rp_initiated' | 'cognito';
}

/** How an assertion is made by which the client authenticates (Core 1.0 section 9). */
export interface ClientAssertionRules {
  readonly algorithm: JwsAlgorithm;
  /** Whom it names as its audience: the provider by its issuer, or the URL of the endpoint that it is sent to. */
  readonly audience: 'issuer' | 'token_endpoint';
  /** The header that says which key has signed: by its id, or by its certificate's thumbprint (RFC 7515 section 4.1.8). */
  readonly keyHeader: 'kid' | 'x5t#S256';
}

/** A provider as the functions see it: the validated configuration with its preset filled in. */
export interface ProviderSettings extends ProviderQuirks {
  readonly name: string;
  readonly type: ProviderType;
  readonly label: string;
  /** A `data:` URI of an image; without one the built-in icon of the type is shown. */
  readonly icon?: string;
  /**
   * Compared as a whole string, trailing slash included (OpenID Connect Discovery 1.0 section 4.3). With
   * `{tenantid}` in it, it stands for the issuers of `tenants`.
   */
  readonly issuer: string;
  /** Tenants whose people may sign in, where the issuer has `{tenantid}`; else empty. */
  readonly tenants: readonly string[];
  /** Where the metadata is, where that is not the well-known path below the issuer. */
  readonly metadataUrl?: string;
  readonly clientId: string;
  /** The scope as configured, modifiers included, for example `aq:name email~rs`. */
  readonly scope: string;
  /** Further authorization request parameters, for example `prompt`. Never the protocol's own. */
  readonly authorizationParameters: Readonly<Record<string, string>>;
  readonly idTokenSignedResponseAlg: JwsAlgorithm;
  readonly tokenEndpointAuthMethod: ClientAuthMethod;
  /** How the client's assertions are made; there with the methods that make one, and with these alone. */
  readonly clientAssertion?: ClientAssertionRules;
  /** For how long the client secret before the current one still verifies tokens that are signed with it. */
  readonly secretOverlapSeconds: number;
  readonly responseMode: 'query' | 'form_post';
  /** Whether authorization requests are pushed (RFC 9126): wherever the provider offers it, in any case, or never. */
  readonly pushedAuthorizationRequests: 'auto' | 'always' | 'never';
  readonly userinfo: 'auto' | 'always' | 'never';
  /** The one algorithm that UserInfo is signed with; absent where it is plain JSON. */
  readonly userinfoSignedResponseAlg?: JwsAlgorithm;
  /** Where the client secret is a JWT that is made from a private key (Sign in with Apple): whose key it is. */
  readonly clientSecretJwt?: { readonly teamId: string; readonly keyId: string };
  /** Domains of which a verified address is asked; empty means that any address will do, or none. */
  readonly allowedEmailDomains: readonly string[];
  /** Domains whose addresses may not sign in; with any, a verified address is asked. */
  readonly blockedEmailDomains: readonly string[];
}
