import type { ProviderSettings } from './provider-settings.ts';

/** Name of the settings file in each function's asset, beside its code. */
export const settingsFile = 'settings.json';

/** Profile attributes that can be synchronised with the provider at each sign-in, under GitLab's names. */
export const syncableAttributes = ['name', 'email', 'location', 'organization', 'job_title'] as const;

export type SyncableAttribute = (typeof syncableAttributes)[number];

/**
 * Provisioning rules: whose sign-in may create an account, and the account's initial state. Only the callback function
 * has these settings.
 */
export interface AccountRules {
  /** Names of the providers whose users may create an account by signing in. */
  readonly allowSingleSignOn: readonly string[];
  readonly blockAutoCreatedUsers: boolean;
  /** Domains whose verified email addresses make a new account active at once, despite `blockAutoCreatedUsers`. */
  readonly autoApprove: readonly string[];
  /** Names of the providers whose identities are linked to the account with the same verified email address. */
  readonly autoLinkUser: readonly string[];
  /** Names of the providers whose new accounts are marked as external. */
  readonly externalProviders: readonly string[];
  /** Names of the providers whose profiles are synchronised at each sign-in. */
  readonly syncProfileFromProvider: readonly string[];
  readonly syncProfileAttributes: readonly SyncableAttribute[];
}

/**
 * Limits of a session, all enforced by the server. It expires after `idleSeconds` without use, and at the latest
 * `absoluteSeconds` after the sign-in.
 */
export interface SessionLimits {
  readonly idleSeconds: number;
  readonly absoluteSeconds: number;
  /** Maximum age of the authentication with which a person may change the account's sign-in methods. */
  readonly freshSeconds: number;
}

/** Settings that every function behind the HTTP API has. */
export interface CommonSettings {
  /** The enabled providers, in the order of the sign-in page. */
  readonly providers: readonly ProviderSettings[];
  /**
   * Origins of apps ("listed apps"), to which `return_to` may lead and whose pages may send state-changing requests.
   */
  readonly appOrigins: readonly string[];
  /** Domain attribute of the session cookie; absent means a host-only cookie. */
  readonly cookieDomain?: string;
  /**
   * Where the person goes after a login without `return_to`: a path, or a URL of an origin in `appOrigins`. By default
   * that is the account page.
   */
  readonly landingPage?: string;
}

/** Settings of the functions that handle providers' logouts. */
export interface LogoutSettings {
  /** The providers that the configuration disables. Their logouts still end the sessions of before. */
  readonly disabledProviders: readonly ProviderSettings[];
}

/** Settings of the login function. */
export interface LoginSettings extends CommonSettings {
  readonly autoSignInWithProvider?: string;
  /** Limits for the session check, when an identity is linked or unlinked. */
  readonly session: SessionLimits;
}

/** Settings of the callback function. */
export interface CallbackSettings extends CommonSettings, LogoutSettings {
  readonly accounts: AccountRules;
  readonly session: SessionLimits;
}

/** Settings of the session function, which also handles requests that no route matches. */
export interface SessionSettings extends CommonSettings, LogoutSettings {
  /** Audiences besides its own for which pages of an app's origin may request API tokens, by the app's origin. */
  readonly tokenAudiences: Readonly<Record<string, readonly string[]>>;
  readonly session: SessionLimits;
  readonly routes: readonly { readonly method: string; readonly path: string }[];
}

/** Settings of the rotation function, which rotates client secrets and session keys. */
export interface RotationSettings {
  /**
   * The providers that the configuration enables. Besides the session keys, only these providers' secrets are rotated.
   */
  readonly providers: readonly ProviderSettings[];
  /**
   * Session limits. A retired session key must be retained for as long as sessions may need the values that it has
   * sealed.
   */
  readonly session: SessionLimits;
}

/** The type of the settings of each function behind the HTTP API. */
export interface SettingsByFunction {
  readonly login: LoginSettings;
  readonly callback: CallbackSettings;
  readonly session: SessionSettings;
}
