/** A value of a settings file as it is written, with the line it begins on (from 1). */
export type Setting = { readonly line: number } & (
  | { readonly kind: 'nil' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** Digits as written: client IDs are longer than a number is exact. */
  | { readonly kind: 'text' | 'number'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Setting[] }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Setting> }
  /** What cannot be known from the file alone; `why` is a sentence and never shows the value. */
  | { readonly kind: 'unknown'; readonly why: string }
);

/** A setting of the file under the name that stands there. */
export interface NamedSetting {
  readonly name: string;
  readonly value: Setting;
}

/** What is read of a settings file. */
export interface GitLabSettings {
  /** By the name that gitlab.rb gives them, whatever kind of file it was: `omniauth_enabled`, `ldap_enabled`. */
  readonly settings: ReadonlyMap<string, NamedSetting>;
  /** GitLab's own address, where the file has it. */
  readonly externalUrl?: string;
}

/** What no sensible settings file has more of: values in one another, and bytes. */
export const limits = { depth: 50, bytes: 512 * 1024, values: 100_000 } as const;
