import { ConfigError, type ConfigProblem, parseConfig } from '../../config/index.ts';
import { readCommonSettings } from './common-settings.ts';
import { readProviders, type TranslatedProvider } from './providers/index.ts';
import type { GitLabSettings } from './setting.ts';
import { type Note, TrackedSetting } from './tracked-setting.ts';

/** Result of the translation of GitLab's settings. */
export interface Translation {
  /** The block for `context.postern` in cdk.json, without any secret. */
  readonly postern: Readonly<Record<string, unknown>>;
  readonly providers: readonly TranslatedProvider[];
  /** Problems in the block that the operator must fill in or change, because a deployment would refuse them. */
  readonly toFillIn: readonly ConfigProblem[];
  /**
   * Value of the option `--map` of `users import`: pairs of a provider's name in GitLab and in the block. An empty
   * second name omits the identities at that provider.
   */
  readonly map: readonly (readonly [string, string])[];
  /** Settings that are not translated or differ in meaning, sorted by line. */
  readonly notes: readonly Note[];
}

const prefix = 'omniauth_';
const noCounterpart = 'Postern supports only OpenID Connect: this sign-in method has no counterpart.';
/** Settings that turn on the sign-in methods that GitLab has beside OmniAuth. */
const otherMethods = ['ldap_enabled', 'kerberos_enabled', 'smartcard_enabled'];

/** Translates GitLab's settings into a `postern` block and a report. */
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

/**
 * Notes LDAP servers of the Helm chart. The chart has no setting that turns LDAP on, so the servers that it lists are
 * in use.
 */
function noteLdapServers(enabled: TrackedSetting, servers: TrackedSetting): void {
  if (enabled.absent && !servers.absent && servers.entries().length > 0) servers.note(noCounterpart);
}

/** The provider name to which `users import` maps GitLab's name without the option `--map`. */
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
