import { ConfigError, type ConfigProblem, parseConfig } from '../../config/index.ts';
import { readCommonSettings } from './common-settings.ts';
import { readProviders, type TranslatedProvider } from './providers/index.ts';
import type { GitLabSettings } from './setting.ts';
import { type Note, TrackedSetting } from './tracked-setting.ts';

/** Translation of GitLab's settings. */
export interface Translation {
  /** The block for `context.postern`, without any secret. */
  readonly postern: Readonly<Record<string, unknown>>;
  readonly providers: readonly TranslatedProvider[];
  /** Problems for which a deployment would still refuse the block. */
  readonly toFillIn: readonly ConfigProblem[];
  /** Pairs of GitLab's and our provider names that `users import` needs; an empty name omits the provider's identities. */
  readonly map: readonly (readonly [string, string])[];
  /** Settings that are not translated or differ in meaning, by line. */
  readonly notes: readonly Note[];
}

const prefix = 'omniauth_';
const noCounterpart = 'Postern supports only OpenID Connect: this sign-in method has no counterpart.';
/** Switches of sign-in methods beside OmniAuth. */
const otherMethods = ['ldap_enabled', 'kerberos_enabled', 'smartcard_enabled'];

/** Translates GitLab's settings into a `postern` block. */
export function translate({ settings }: GitLabSettings): Translation {
  const notes: Note[] = [];
  const tracked = new Map(
    [...settings].map(([key, { name, value }]) => [key, new TrackedSetting(name, value, notes)] as const),
  );
  const setting = (name: string) => tracked.get(name) ?? new TrackedSetting(name, undefined, notes);
  const providers = readProviders(setting(`${prefix}providers`));
  const common = readCommonSettings((name) => setting(`${prefix}${name}`), providers);
  const postern = withoutUndefined({ providers: providers.translated.map(({ block }) => block), ...common });
  for (const [key, each] of tracked) if (key.startsWith(prefix)) each.noteUnread();
  for (const method of otherMethods.map(setting)) {
    if (method.flag() === true) method.note(noCounterpart);
  }
  const mapped = providers.translated.filter(({ gitlabName, name }) => name !== importedName(gitlabName));
  noteLdapServers(setting('ldap_enabled'), setting('ldap_servers'));
  return {
    postern,
    providers: providers.translated,
    toFillIn: problemsOf(postern),
    map: [
      ...mapped.map(({ gitlabName, name }) => [gitlabName, name] as const),
      ...providers.skipped.map((gitlabName) => [gitlabName, ''] as const),
    ],
    notes: notes.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0)),
  };
}

/** The Helm chart has no switch for LDAP: servers that it lists are in use. */
function noteLdapServers(enabled: TrackedSetting, servers: TrackedSetting): void {
  if (enabled.absent && !servers.absent && servers.entries().length > 0) servers.note(noCounterpart);
}

/** The name that `users import` derives without a map. */
function importedName(gitlabName: string): string {
  return gitlabName.toLowerCase().replaceAll('_', '-');
}

function withoutUndefined(block: object): Translation['postern'] {
  return JSON.parse(JSON.stringify(block));
}

function problemsOf(block: Translation['postern']): readonly ConfigProblem[] {
  try {
    parseConfig(block, { allowLoopbackHttp: false });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
