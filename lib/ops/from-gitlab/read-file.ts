import { readFileSync, statSync } from 'node:fs';
import { OpsFailure } from '../cli/failure.ts';
import { isRuby } from './ruby/is-ruby.ts';
import { type GitLabSettings, limits } from './setting.ts';
import { readYaml } from './yaml/index.ts';

const signInSetting = /^(?:omniauth|ldap|kerberos|smartcard)_/;

/**
 * Reads one of GitLab's settings files: a gitlab.rb, a gitlab.yml or the values of GitLab's Helm chart.
 * @throws OpsFailure if the file is none of these, or has no sign-in settings.
 */
export async function readSettingsFile(file: string): Promise<GitLabSettings> {
  const source = readText(file);
  const settings = await readSettings(source);
  if (![...settings.settings.keys()].some((name) => signInSetting.test(name))) {
    throw new OpsFailure(
      `${file} has no sign-in settings: pass a gitlab.rb, a gitlab.yml or values of GitLab's Helm chart.`,
    );
  }
  return settings;
}

/**
 * Parses the text of one of GitLab's settings files.
 * @throws OpsFailure if the text is neither Ruby nor YAML.
 */
export async function readSettings(source: string): Promise<GitLabSettings> {
  if (!isRuby(source)) return readYaml(source);
  const { readRuby } = await import('./ruby/index.ts');
  return await readRuby(source);
}

function readText(file: string): string {
  try {
    if (statSync(file).size > limits.bytes) {
      throw new OpsFailure(`${file} is larger than 512 KiB: GitLab's settings files are smaller.`);
    }
    return readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  } catch (cause) {
    if (cause instanceof OpsFailure) throw cause;
    throw new OpsFailure(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
