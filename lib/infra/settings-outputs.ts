import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { decidingSettings } from '../config/deciding-settings.ts';
import type { Config } from '../config/index.ts';
import { settingsTexts } from './settings-text.ts';

/**
 * Adds stack outputs with the settings that decide who may sign in. Without them, another issuer would change only the
 * hash of an asset in the template, which nobody can review in `cdk diff`.
 */
export function addSettingsOutputs(scope: Construct, config: Config): void {
  const { common, providers } = decidingSettings(config);
  addOutputs(scope, 'Settings', settingsTexts(common), 'Settings that decide who may sign in');
  for (const [provider, settings] of providers) {
    const description = `Settings of the provider ${provider} that decide who may sign in`;
    addOutputs(scope, `Settings-${provider}`, settingsTexts(settings, provider), description);
  }
}

function addOutputs(scope: Construct, id: string, values: readonly string[], description: string): void {
  for (const [index, value] of values.entries()) {
    new CfnOutput(scope, index === 0 ? id : `More${index}-${id}`, { value, description });
  }
}
