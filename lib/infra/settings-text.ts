import type { DecidingSetting, DecidingSettings } from '../config/deciding-settings.ts';

/** Beginning of each output's value, by which it is recognised; names of outputs depend on where the construct is. */
const mark = 'Postern: ';
/** CloudFormation's limit for an output's value, in characters. */
const maxLength = 1024;
/** Name of the first setting in an output with the settings of a provider. */
const providerName = 'provider';

/**
 * Values of stack outputs for the settings of a provider, or for the common ones. More than one value is needed only if
 * they are longer than CloudFormation permits.
 */
export function settingsTexts(settings: readonly DecidingSetting[], provider?: string): readonly string[] {
  const head = provider === undefined ? mark : `${mark}${providerName}=${provider}; `;
  const texts: string[] = [];
  for (const { name, text } of settings) {
    const last = texts.at(-1);
    const added = `${name}=${text}`;
    if (last !== undefined && last.length + 2 + added.length <= maxLength)
      texts[texts.length - 1] = `${last}; ${added}`;
    else texts.push(head + added);
  }
  return texts;
}

/** Reads the settings in the values of a deployed stack's outputs; other values are ignored. */
export function parseSettingsTexts(values: Iterable<string>): DecidingSettings {
  const common: DecidingSetting[] = [];
  const providers = new Map<string, DecidingSetting[]>();
  for (const value of values) {
    if (!value.startsWith(mark)) continue;
    const [first, ...others] = value.slice(mark.length).split('; ').map(parseSetting);
    if (first === undefined) continue;
    if (first.name === providerName) providers.set(first.text, [...(providers.get(first.text) ?? []), ...others]);
    else common.push(first, ...others);
  }
  return { common, providers };
}

function parseSetting(setting: string): DecidingSetting {
  const at = setting.indexOf('=');
  return { name: setting.slice(0, at), text: setting.slice(at + 1) };
}
