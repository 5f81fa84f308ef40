/** Value of a setting in the file, with the line on which the value begins (from 1). */
export type Setting = { readonly line: number } & (
  | { readonly kind: 'nil' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /**
   * A number is stored as the digits in the file, because a client ID can have more digits than a JavaScript number is
   * exact to.
   */
  | { readonly kind: 'text' | 'number'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Setting[] }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Setting> }
  /**
   * A value that is computed, so the file alone does not determine it. `why` is a sentence with the reason, and never
   * includes the value.
   */
  | { readonly kind: 'unknown'; readonly why: string }
);

/** A setting with its name or path in the file, for messages. */
export interface NamedSetting {
  readonly name: string;
  readonly value: Setting;
}

/** The settings in one of GitLab's settings files. */
export interface GitLabSettings {
  /** The settings by their names in gitlab.rb (`omniauth_enabled`, `ldap_enabled`), even if the file is YAML. */
  readonly settings: ReadonlyMap<string, NamedSetting>;
  /** The URL of the GitLab instance, if the file sets it. */
  readonly externalUrl?: string;
}

/**
 * Limits of a settings file: levels of nesting, size in bytes, and number of values after YAML aliases are expanded.
 */
export const limits = { depth: 50, bytes: 512 * 1024, values: 100_000 } as const;
