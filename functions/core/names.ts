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

/** The settings file in each function's asset, beside its code. */
export const settingsFile = 'settings.json';

/** Keys of a provider secret's JSON value. */
export const clientSecretKey = 'client_secret';

/** Signature algorithms an ID token may be pinned to. */
export const idTokenAlgorithms = [
  'HS256',
  'HS384',
  'HS512',
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
export type IdTokenAlgorithm = (typeof idTokenAlgorithms)[number];

/**
 * Bytes of a client secret below which anyone with one ID token could find it by trying, so that it does not sign.
 * RFC 7518 section 3.2 asks for the hash's size; providers issue shorter ones, so this is the floor and not the rule.
 */
export const minimumSecretBytes = 16;

/** A provider's kind. `authentiq` understands scope modifiers and `aq:*` scopes; for the others they are stripped. */
export type ProviderType = 'authentiq' | 'openid_connect';

/** A provider as the functions see it: the validated configuration with its preset filled in. */
export interface ProviderSettings {
  readonly name: string;
  readonly type: ProviderType;
  readonly label: string;
  /** A `data:` URI of an image; without one the built-in icon of the type is shown. */
  readonly icon?: string;
  /** Compared as a whole string, trailing slash included (OpenID Connect Discovery 1.0 section 4.3). */
  readonly issuer: string;
  readonly clientId: string;
  /** The scope as configured, modifiers included, for example `aq:name email~rs`. */
  readonly scope: string;
  /** Further authorization request parameters, for example `prompt`. Never the protocol's own. */
  readonly authorizationParameters: Readonly<Record<string, string>>;
  readonly idTokenSignedResponseAlg: IdTokenAlgorithm;
  readonly tokenEndpointAuthMethod: 'client_secret_basic' | 'client_secret_post';
  readonly responseMode: 'query' | 'form_post';
  readonly userinfo: 'auto' | 'always' | 'never';
}

/** Who may get an account and in which state it begins (the callback function alone needs it). */
export interface AccountRules {
  /** Providers that may create accounts. */
  readonly allowSingleSignOn: readonly string[];
  readonly blockAutoCreatedUsers: boolean;
  /** Providers whose new accounts are marked external. */
  readonly externalProviders: readonly string[];
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
}

/** Settings of the login function. */
export interface LoginSettings extends CommonSettings {
  readonly autoSignInWithProvider?: string;
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

/** The functions behind the HTTP API, and the settings each is given. */
export interface SettingsByFunction {
  readonly login: LoginSettings;
  readonly callback: CallbackSettings;
  readonly session: SessionSettings;
}
