import { readFileSync, statSync } from 'node:fs';
import { OpsFailure } from '../cli/failure.ts';
import { isRuby } from './ruby/is-ruby.ts';
import { type GitLabSettings, limits } from './setting.ts';
import { readYaml } from './yaml/index.ts';

const signsIn = /^(?:omniauth|ldap|kerberos|smartcard)_/;

/**
 * Reads a settings file of GitLab's: gitlab.rb, gitlab.yml, or values of its Helm chart.
 * @throws OpsFailure where it is none of them, or says nothing about signing in.
 */
export async function readSettingsFile(file: string): Promise<GitLabSettings> {
  const source = readText(file);
  const settings = await readSettings(source);
  if (![...settings.settings.keys()].some((name) => signsIn.test(name))) {
    throw new OpsFailure(
      `${file} sets nothing about signing in: give a gitlab.rb, a gitlab.yml or values of GitLab's Helm chart.`,
    );
  }
  return settings;
}

/**
 * Reads the text of a settings file.
 * @throws OpsFailure if it is neither Ruby nor YAML
 */
export async function readSettings(source: string): Promise<GitLabSettings> {
  if (!isRuby(source)) return readYaml(source);
  const { readRuby } = await import('./ruby/index.ts');
  return await readRuby(source);
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
