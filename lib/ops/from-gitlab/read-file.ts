import { readFileSync, statSync } from 'node:fs';
import { OpsFailure } from '../cli/failure.ts';
import { isRuby, readRuby } from './ruby/index.ts';
import { type GitLabSettings, limits } from './setting.ts';
import { readYaml } from './yaml/index.ts';

const signsIn = /^(?:omniauth|ldap|kerberos|smartcard)_/;

/**
 * Reads a settings file of GitLab's: gitlab.rb, gitlab.yml, or values of its Helm chart.
 * @throws OpsFailure where it is none of them, or says nothing about signing in.
 */
export function readSettingsFile(file: string): GitLabSettings {
  const source = readText(file);
  const settings = readSettings(source);
  if (![...settings.settings.keys()].some((name) => signsIn.test(name))) {
    throw new OpsFailure(
      `${file} sets nothing about signing in: give a gitlab.rb, a gitlab.yml or values of GitLab's Helm chart.`,
    );
  }
  return settings;
}

/**
 * Reads the text of a settings file.
 * @throws UnreadableSettings with the line
 */
export function readSettings(source: string): GitLabSettings {
  return isRuby(source) ? readRuby(source) : readYaml(source);
}

function readText(file: string): string {
  try {
    if (statSync(file).size > limits.bytes) {
      throw new OpsFailure(`${file} is larger than 512 KiB: no settings file of GitLab's is.`);
    }
    return readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  } catch (cause) {
    if (cause instanceof OpsFailure) throw cause;
    throw new OpsFailure(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
