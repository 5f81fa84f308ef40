import type { GitLabSettings, NamedSetting, Setting } from '../setting.ts';
import { readLiteral } from './literal.ts';
import { type Statement, statements } from './statements.ts';
import { isMark } from './token.ts';

/** Whether a text is a gitlab.rb: it sets `gitlab_rails['...']` or `external_url`, which no YAML does so. */
export function isRuby(source: string): boolean {
  return /^[ \t]*(?:gitlab_rails[ \t]*\[|external_url[ \t(]+['"])/m.test(source);
}

/**
 * Reads the settings of a gitlab.rb (Linux package) that assign `gitlab_rails['key'] = value`; of keys that are set twice
 * the last counts. No Ruby is run: what only Ruby can work out is `unknown`. Other statements are passed over.
 * @throws UnreadableSettings where the text is not Ruby.
 */
export function readRuby(source: string): GitLabSettings {
  const settings = new Map<string, NamedSetting>();
  let externalUrl: string | undefined;
  for (const statement of statements(source)) {
    externalUrl = readExternalUrl(statement) ?? externalUrl;
    const name = settingName(statement);
    if (name !== undefined) settings.set(name, { name, value: readValue(statement) });
  }
  return { settings, ...(externalUrl === undefined ? {} : { externalUrl }) };
}

function readExternalUrl({ tokens: [word, ...rest] }: Statement): string | undefined {
  const url = rest.find((token) => token.kind === 'text');
  const assigned = word?.kind === 'word' && word.text === 'external_url';
  return assigned && url?.kind === 'text' && !url.computed ? url.text : undefined;
}

/** The key of a statement that begins with `gitlab_rails['key']`. */
function settingName({ tokens: [word, open, key, close] }: Statement): string | undefined {
  const settings = word?.kind === 'word' && word.text === 'gitlab_rails' && isMark(open, '[') && isMark(close, ']');
  return settings && key?.kind === 'text' && !key.computed ? key.text : undefined;
}

function readValue({ tokens, inBlock }: Statement): Setting {
  const { line } = tokens[0] ?? { line: 0 };
  if (!isMark(tokens[4], '=')) {
    return { kind: 'unknown', why: 'It is changed here rather than set, which only Ruby can follow.', line };
  }
  if (inBlock) {
    return { kind: 'unknown', why: 'It stands inside a block, so that only Ruby knows whether it counts.', line };
  }
  return readLiteral(tokens, 5);
}
