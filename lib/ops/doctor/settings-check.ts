import { type DecidingSetting, type DecidingSettings, decidingSettings } from '../../config/deciding-settings.ts';
import { parseSettingsTexts } from '../../infra/settings-text.ts';
import { readLocalRun } from '../deployment/deployment.ts';
import { readStack } from '../deployment/stack-outputs.ts';
import type { BaseUrlOptions } from './base-url.ts';
import type { CheckContext } from './check-context.ts';
import { type Check, type Finding, ok, warning, wrong } from './finding.ts';

const remedy = 'deploy this configuration, or name the deployed one with --config';

/** Check that the deployed settings that decide who may sign in are those of the configuration here. */
export function settingsCheck(context: CheckContext): Check {
  return { name: 'settings', run: () => checkSettings(context) };
}

async function checkSettings({ configuration, options }: CheckContext): Promise<readonly Finding[]> {
  // Reported by the check of the configuration.
  if (configuration instanceof Error) return [];
  const deployed = await readDeployed(options);
  if (deployed.common.length === 0) {
    return [warning('the stack has no outputs with settings', 'deploy it with this version, and compare again')];
  }
  const here = decidingSettings(configuration);
  const findings = [
    ...differences('', deployed.common, here.common),
    ...[...here.providers].flatMap(([name, settings]) => {
      const theirs = deployed.providers.get(name);
      // A provider that only one side has is a difference of `providers`.
      return theirs === undefined ? [] : differences(`${name} `, theirs, settings);
    }),
  ];
  return findings.length > 0 ? findings : [ok('who may sign in is deployed as configured here')];
}

async function readDeployed({ local, data, apiStack, region }: BaseUrlOptions): Promise<DecidingSettings> {
  if (local === true) return decidingSettings(readLocalRun(data).configuration);
  const { outputs } = await readStack(apiStack, region);
  return parseSettingsTexts(outputs.values());
}

/** A fault for each setting that differs between the deployment and the configuration here. */
function differences(
  subject: string,
  deployed: readonly DecidingSetting[],
  here: readonly DecidingSetting[],
): readonly Finding[] {
  const [theirs, ours] = [deployed, here].map((all) => new Map(all.map(({ name, text }) => [name, text])));
  return [...new Set([...deployed, ...here].map(({ name }) => name))]
    .filter((name) => theirs?.get(name) !== ours?.get(name))
    .map((name) =>
      wrong(
        `${subject}${name}: deployed ${theirs?.get(name) ?? '(none)'} / here ${ours?.get(name) ?? '(none)'}`,
        remedy,
      ),
    );
}
