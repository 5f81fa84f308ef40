import type { ProviderSettings } from './provider-settings.ts';

/** The settings file in each function's asset, beside its code. */
export const settingsFile = 'settings.json';

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
