import { LineCounter, parseDocument } from 'yaml';
import type { GitLabSettings, NamedSetting, Setting } from '../setting.ts';
import { UnreadableSettings } from '../unreadable.ts';
import { removeErbTags } from './erb-tags.ts';
import { settingOf } from './values.ts';

/**
 * Paths under which the sections are found: in a gitlab.yml (self-compiled GitLab), and in the values of GitLab's Helm
 * chart.
 */
const parents = [['production'], [], ['global', 'appConfig'], ['appConfig']];
/** Names of the sections about sign-in methods. */
const sections = ['omniauth', 'ldap', 'kerberos', 'smartcard'];

/**
 * Reads the settings of sign-in methods from a gitlab.yml or from the values of GitLab's Helm chart.
 * @throws UnreadableSettings if the text is not YAML.
 */
export function readYaml(source: string): GitLabSettings {
  const root = parse(source);
  const settings = new Map<string, NamedSetting>();
  for (const parent of parents) {
    for (const section of sections) {
      const path = [...parent, section];
      for (const [key, value] of entriesOf(at(root, path))) {
        const name = `${section}_${snakeCase(key)}`;
        if (!settings.has(name)) settings.set(name, { name: [...path, key].join('.'), value });
      }
    }
  }
  return { settings };
}

function parse(source: string): Setting {
  const lines = new LineCounter();
  const document = parseDocument(removeErbTags(source), { lineCounter: lines, prettyErrors: false });
  const [cause] = document.errors;
  if (cause !== undefined) {
    const tooDeep = cause.code === 'RESOURCE_EXHAUSTION';
    const sentence = tooDeep ? 'values are nested too deeply here.' : 'this is not YAML.';
    throw new UnreadableSettings(lines.linePos(cause.pos[0]).line, sentence, { cause });
  }
  return settingOf(document, lines);
}

function at(setting: Setting, path: readonly string[]): Setting | undefined {
  return path.reduce<Setting | undefined>(
    (inside, key) => (inside?.kind === 'map' ? inside.entries.get(key) : undefined),
    setting,
  );
}

function entriesOf(setting: Setting | undefined): ReadonlyMap<string, Setting> {
  return setting?.kind === 'map' ? setting.entries : new Map();
}

/** Converts a key of the Helm chart to its name in gitlab.rb: the chart has `autoLinkUser` for `auto_link_user`. */
function snakeCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
