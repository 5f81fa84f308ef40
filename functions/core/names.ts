/**
 * What the template writes and the functions read: environment variable names and the settings file's shape.
 * The only file that lib/ and functions/ share.
 */

/** Names of the functions' environment variables. They carry names and ARNs, never configuration or secrets. */
export const environment = {
  /** Name of the DynamoDB table. */
  tableName: 'POSTERN_TABLE_NAME',
  /** Public origin of the HTTP API, without a trailing slash. */
  baseUrl: 'POSTERN_BASE_URL',
  /** ARN of the secret that holds the session keys. */
  sessionKeysSecret: 'POSTERN_SESSION_KEYS_SECRET_ARN',
  /** `true` lets issuers on loopback use plain http. The construct never sets it; local runs do. */
  allowLoopbackHttp: 'POSTERN_ALLOW_LOOPBACK_HTTP',
} as const;

/**
 * Name of the environment variable that holds the ARN of a provider's secret.
 * Provider names are `[a-z0-9-]`, so the replacement keeps names distinct.
 */
export function providerSecretVariable(provider: string): string {
  return `POSTERN_PROVIDER_SECRET_ARN_${provider.toUpperCase().replaceAll('-', '_')}`;
}

/** Name of the sparse index by which operators list accounts and a user's events; functions write to it alone. */
export const listIndex = 'lists';

/** The public documents of providers that the functions share in the table. */
export const documentKinds = ['metadata', 'jwks'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/**
 * The documents that each function keeps for the others; all read them. Metadata says where client secrets are sent: it
 * is kept by the one function alone that reads all of them, so that no other could have them sent to itself.
 */
export const keptDocuments: Readonly<Record<keyof SettingsByFunction, readonly DocumentKind[]>> = {
  login: [],
  callback: ['metadata', 'jwks'],
  session: ['jwks'],
};

/** The settings file in each function's asset, beside its code. */
export const settingsFile = 'settings.json';

/** Key of the client secret in a provider secret's JSON value. */
export const clientSecretKey = 'client_secret';
/** Key of the private key (PKCS #8, PEM) there, for a client secret or a client assertion that is made with one. */
export const privateKeyKey = 'private_key';
/** Key of the registration access token there, where registration gave one (RFC 7592 section 3). */
export const registrationTokenKey = 'registration_access_token';
/** Key of the client configuration endpoint there, where that token counts. */
export const registrationUriKey = 'registration_client_uri';
/** Key of that private key's id, where it is not the configured one, or the key's thumbprint. */
export const keyIdKey = 'key_id';

/** Staging label of the version that operators have staged for the next rotation. */
export const stagedLabel = 'POSTERN_STAGED';

/** Signature algorithms by a client secret (RFC 7518 section 3.2), of client assertions by `client_secret_jwt` too. */
export const secretAssertionAlgorithms = ['HS256', 'HS384', 'HS512'] as const;
/** Those by a private key (RFC 7518 sections 3.3 to 3.5, RFC 8037), of client assertions by `private_key_jwt` too. */
export const keyAssertionAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;
/** Signature algorithms an ID token may be pinned to. */
export const idTokenAlgorithms = [...secretAssertionAlgorithms, ...keyAssertionAlgorithms] as const;
export type IdTokenAlgorithm = (typeof idTokenAlgorithms)[number];

/** The algorithm by which a provider signs with the client secret (HS256 and its kin): its ID tokens, or UserInfo alone. */
export function secretAlgorithm({
  idTokenSignedResponseAlg,
  userinfoSignedResponseAlg,
}: Pick<ProviderSettings, 'idTokenSignedResponseAlg' | 'userinfoSignedResponseAlg'>): IdTokenAlgorithm | undefined {
  return [idTokenSignedResponseAlg, userinfoSignedResponseAlg].find((algorithm) => algorithm?.startsWith('HS'));
}

/**
 * Bytes of a client secret below which anyone with one ID token could find it by trying, so that it does not sign.
 * RFC 7518 section 3.2 asks for the hash's size; providers issue shorter ones, so this is the floor and not the rule.
 */
export const minimumSecretBytes = 16;

/**
 * The algorithm that a client secret is too short to sign with, be it the provider who signs or we; undefined where it is
 * long enough, or signs nothing.
 */
export function tooShortFor(
  secret: string,
  settings: ProviderSettings,
): IdTokenAlgorithm | AssertionAlgorithm | undefined {
  // An issuer by plain http is this machine's own.
  if (settings.issuer.startsWith('http:') || Buffer.byteLength(secret) >= minimumSecretBytes) return undefined;
  const ours = settings.clientAssertion?.algorithm;
  return secretAlgorithm(settings) ?? (ours?.startsWith('HS') ? ours : undefined);
}

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

/** How a client authenticates at the provider's endpoints (Core 1.0 section 9). */
export const authenticationMethods = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
] as const;

export type KeyAssertionAlgorithm = (typeof keyAssertionAlgorithms)[number];
export type AssertionAlgorithm = (typeof secretAssertionAlgorithms)[number] | KeyAssertionAlgorithm;

/** How an assertion is made by which the client authenticates (Core 1.0 section 9). */
export interface ClientAssertionRules {
  readonly algorithm: AssertionAlgorithm;
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
  readonly idTokenSignedResponseAlg: IdTokenAlgorithm;
  readonly tokenEndpointAuthMethod: (typeof authenticationMethods)[number];
  /** How the client's assertions are made; there with the methods that make one, and with these alone. */
  readonly clientAssertion?: ClientAssertionRules;
  /** For how long the client secret before the current one still verifies tokens that are signed with it. */
  readonly secretOverlapSeconds: number;
  readonly responseMode: 'query' | 'form_post';
  /** Whether authorization requests are pushed (RFC 9126): wherever the provider offers it, in any case, or never. */
  readonly pushedAuthorizationRequests: 'auto' | 'always' | 'never';
  readonly userinfo: 'auto' | 'always' | 'never';
  /** The one algorithm that UserInfo is signed with; absent where it is plain JSON. */
  readonly userinfoSignedResponseAlg?: IdTokenAlgorithm;
  /** Where the client secret is a JWT that is made from a private key (Sign in with Apple): whose key it is. */
  readonly clientSecretJwt?: { readonly teamId: string; readonly keyId: string };
  /** Domains of which a verified address is asked; empty means that any address will do, or none. */
  readonly allowedEmailDomains: readonly string[];
  /** Domains whose addresses may not sign in; with any, a verified address is asked. */
  readonly blockedEmailDomains: readonly string[];
}

/** What of a profile can be kept in step with the provider, as GitLab names it. */
export const syncableAttributes = ['name', 'email', 'location', 'organization', 'job_title'] as const;
export type SyncableAttribute = (typeof syncableAttributes)[number];

/** Who may get an account and in which state it begins (the callback function alone needs it). */
export interface AccountRules {
  /** Providers that may create accounts. */
  readonly allowSingleSignOn: readonly string[];
  readonly blockAutoCreatedUsers: boolean;
  /** Domains of which a verified address is approved at once, whatever `blockAutoCreatedUsers` says. */
  readonly autoApprove: readonly string[];
  /** Providers whose verified address links to the account that has it. */
  readonly autoLinkUser: readonly string[];
  /** Providers whose new accounts are marked external. */
  readonly externalProviders: readonly string[];
  /** Providers that profiles are kept in step with, at each sign-in. */
  readonly syncProfileFromProvider: readonly string[];
  readonly syncProfileAttributes: readonly SyncableAttribute[];
}

/** A session's limits, both enforced by the server. */
export interface SessionLimits {
  readonly idleSeconds: number;
  readonly absoluteSeconds: number;
}

/** What every function is given. */
export interface CommonSettings {
  /** Enabled providers only, in the order of the sign-in page. */
  readonly providers: readonly ProviderSettings[];
  /** Origins that `return_to` may name and that may send state-changing requests. */
  readonly appOrigins: readonly string[];
  /** Domain attribute of the cookies; absent means host-only cookies. */
  readonly cookieDomain?: string;
  /** Where a login leads that was started without `return_to`: a path, or a URL of a listed origin. */
  readonly landingPage?: string;
}

/** Settings of the login function. */
export interface LoginSettings extends CommonSettings {
  readonly autoSignInWithProvider?: string;
  /** Linking asks who is signed in. */
  readonly session: SessionLimits;
}

/** Settings of the callback function. */
export interface CallbackSettings extends CommonSettings {
  readonly accounts: AccountRules;
  readonly session: SessionLimits;
}

/** Settings of the session function. It also answers for every path and method that no route serves. */
export interface SessionSettings extends CommonSettings {
  readonly session: SessionLimits;
  readonly routes: readonly { readonly method: string; readonly path: string }[];
}

/** Settings of the rotation function, which proves client secrets and turns session keys. */
export interface RotationSettings {
  /** Enabled providers only. */
  readonly providers: readonly ProviderSettings[];
  /** For how long what a session key sealed is needed. */
  readonly session: SessionLimits;
}

/** The functions behind the HTTP API, and the settings each is given. */
export interface SettingsByFunction {
  readonly login: LoginSettings;
  readonly callback: CallbackSettings;
  readonly session: SessionSettings;
}
