/** Value in a settings file, with the line on which it begins (from 1). */
export type Setting = { readonly line: number } & (
  | { readonly kind: 'nil' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** A number is its digits as written: client IDs can exceed a number's precision. */
  | { readonly kind: 'text' | 'number'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Setting[] }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Setting> }
  /** A value that the file does not determine; `why` is a sentence and never shows the value. */
  | { readonly kind: 'unknown'; readonly why: string }
);

/** A setting with its name or path in the file. */
export interface NamedSetting {
  readonly name: string;
  readonly value: Setting;
}

/** The settings in a file of GitLab's. */
export interface GitLabSettings {
  /** By their names in gitlab.rb (`omniauth_enabled`, `ldap_enabled`), also if the file is YAML. */
  readonly settings: ReadonlyMap<string, NamedSetting>;
  /** GitLab's own URL, if the file sets it. */
  readonly externalUrl?: string;
}

/** Limits of a settings file: levels of nesting, bytes, and values after YAML aliases are expanded. */
export const limits = { depth: 50, bytes: 512 * 1024, values: 100_000 } as const;
