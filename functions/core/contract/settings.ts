import type { ProviderSettings } from './provider-settings.ts';

/** The settings file in each function's asset, beside its code. */
export const settingsFile = 'settings.json';

/** Profile attributes that can be synchronised with the provider, by GitLab's names. */
export const syncableAttributes = ['name', 'email', 'location', 'organization', 'job_title'] as const;

export type SyncableAttribute = (typeof syncableAttributes)[number];

/** Provisioning rules: who gets an account, and its initial state (only the callback function needs them). */
export interface AccountRules {
  /** Providers that may create accounts. */
  readonly allowSingleSignOn: readonly string[];
  readonly blockAutoCreatedUsers: boolean;
  /** Domains whose verified addresses are approved at once, despite `blockAutoCreatedUsers`. */
  readonly autoApprove: readonly string[];
  /** Providers whose verified address links to the account that has it. */
  readonly autoLinkUser: readonly string[];
  /** Providers whose new accounts are marked external. */
  readonly externalProviders: readonly string[];
  /** Providers whose profiles are synchronised at each sign-in. */
  readonly syncProfileFromProvider: readonly string[];
  readonly syncProfileAttributes: readonly SyncableAttribute[];
}

/** A session's limits, both enforced by the server. */
export interface SessionLimits {
  readonly idleSeconds: number;
  readonly absoluteSeconds: number;
}

/** Settings of every function behind the HTTP API. */
export interface CommonSettings {
  /** Enabled providers only, in the order of the sign-in page. */
  readonly providers: readonly ProviderSettings[];
  /** Origins that `return_to` may name and that may send state-changing requests. */
  readonly appOrigins: readonly string[];
  /** Domain attribute of the cookies; absent means host-only cookies. */
  readonly cookieDomain?: string;
  /** Target of a login without `return_to`: a path, or a URL of a listed origin. */
  readonly landingPage?: string;
}

/** Settings of the login function. */
export interface LoginSettings extends CommonSettings {
  readonly autoSignInWithProvider?: string;
  /** For the session check when an identity is linked. */
  readonly session: SessionLimits;
}

/** Settings of the callback function. */
export interface CallbackSettings extends CommonSettings {
  readonly accounts: AccountRules;
  readonly session: SessionLimits;
}

/** Settings of the session function, which also handles paths and methods without a route. */
export interface SessionSettings extends CommonSettings {
  readonly session: SessionLimits;
  readonly routes: readonly { readonly method: string; readonly path: string }[];
}

/** Settings of the rotation function, which rotates client secrets and session keys. */
export interface RotationSettings {
  /** Enabled providers only. */
  readonly providers: readonly ProviderSettings[];
  /** For how long values sealed with a session key are needed. */
  readonly session: SessionLimits;
}

/** Settings by function behind the HTTP API. */
export interface SettingsByFunction {
  readonly login: LoginSettings;
  readonly callback: CallbackSettings;
  readonly session: SessionSettings;
}
