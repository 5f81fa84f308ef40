import { ConfigError, type ConfigProblem, parseConfig } from '../../config/index.ts';
import { readCommonSettings } from './common-settings.ts';
import { readProviders, type TranslatedProvider } from './providers/index.ts';
import type { GitLabSettings } from './setting.ts';
import { type Note, TrackedSetting } from './tracked-setting.ts';

/** What GitLab's settings mean here. */
export interface Translation {
  /** The block for `context.postern`, without any secret. */
  readonly postern: Readonly<Record<string, unknown>>;
  readonly providers: readonly TranslatedProvider[];
  /** What a deployment would still refuse in the block. */
  readonly toFillIn: readonly ConfigProblem[];
  /** GitLab's names of providers with ours, where `users import` must be told; an empty name leaves identities out. */
  readonly map: readonly (readonly [string, string])[];
  /** What does not carry over, or means something else, in the file's order. */
  readonly notes: readonly Note[];
}

const prefix = 'omniauth_';
/** Ways to sign in beside OmniAuth's. */
const noCounterpart = 'Postern speaks OpenID Connect alone: this way to sign in has no counterpart.';
const otherWays = ['ldap_enabled', 'kerberos_enabled', 'smartcard_enabled'];

/** Translates GitLab's settings into a `postern` block. */
export function translate({ settings }: GitLabSettings): Translation {
  const notes: Note[] = [];
  const found = new Map(
    [...settings].map(([key, { name, value }]) => [key, new TrackedSetting(name, value, notes)] as const),
  );
  const setting = (name: string) => found.get(name) ?? new TrackedSetting(name, undefined, notes);
  const providers = readProviders(setting(`${prefix}providers`));
  const rules = readCommonSettings((name) => setting(`${prefix}${name}`), providers);
  const postern = withoutUndefined({ providers: providers.translated.map(({ block }) => block), ...rules });
  for (const [key, each] of found) if (key.startsWith(prefix)) each.noteUnread();
  for (const way of otherWays.map(setting)) {
    if (way.flag() === true) way.note(noCounterpart);
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

/** The chart has no switch for LDAP: its servers are in use. */
function noteLdapServers(enabled: TrackedSetting, servers: TrackedSetting): void {
  if (enabled.absent && !servers.absent && servers.entries().length > 0) servers.note(noCounterpart);
}

/** The name that `users import` takes by itself. */
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
