import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { ProviderSettings } from '../../functions/core/contract/provider-settings.ts';
import type { Config } from '../config/index.ts';
import { privateKeyFile } from '../config/provider-secret.ts';
import type { SignIn } from './sign-in.ts';
import type { SignInData } from './sign-in-data.ts';

/**
 * Adds the API stack's outputs for the operator: URLs to register at each provider, and the command that stores the
 * provider's client secret.
 */
export function addSignInOutputs(stack: Stack, signIn: SignIn, config: Config): void {
  output(stack, 'BaseUrl', signIn.baseUrl, 'Base URL; the sign-in page is /login below it');
  output(stack, 'AlarmTopic', signIn.alarms.topic.topicArn, 'SNS topic of all alarms: subscribe to it');
  if (signIn.customDomain !== undefined) {
    output(stack, 'DomainTarget', signIn.customDomain.target, "Target of the domain's DNS record");
  }
  for (const provider of config.declaredProviders) {
    const settings = config.providers.find(({ name }) => name === provider);
    addProviderOutputs(stack, signIn, provider, settings);
  }
}

/**
 * Adds the data stack's outputs, which the operations CLI reads: the table, the session keys, each provider's secret.
 */
export function addDataOutputs(stack: Stack, data: SignInData): void {
  output(stack, 'TableName', data.table.tableName, 'Table of users and sessions');
  output(stack, 'SessionKeysSecretArn', data.sessionKeys.secretArn, 'Secret of the session keys');
  for (const [provider, secret] of data.providerSecrets) {
    output(
      stack,
      providerOutput('ProviderSecretArn', provider),
      secret.secretArn,
      `Secret of the provider ${provider}`,
    );
  }
}

/**
 * @param settings Undefined for a disabled provider. Its output has the command for a client secret, which the
 * operations CLI refuses until the provider is enabled.
 */
function addProviderOutputs(
  stack: Stack,
  { baseUrl, data }: SignIn,
  provider: string,
  settings: ProviderSettings | undefined,
): void {
  const name = outputName(provider);
  const dataStack = Stack.of(data);
  output(stack, `RedirectUri${name}`, `${baseUrl}/callback/${provider}`, `Redirect URI to register at ${provider}`);
  output(
    stack,
    `BackchannelLogoutUri${name}`,
    `${baseUrl}/logout/backchannel/${provider}`,
    `Back-channel logout URI to register at ${provider}`,
  );
  output(
    stack,
    `FrontchannelLogoutUri${name}`,
    `${baseUrl}/logout/frontchannel/${provider}`,
    `Front-channel logout URI to register at ${provider}, only if it has no back-channel logout`,
  );
  output(
    stack,
    `PostLogoutRedirectUri${name}`,
    `${baseUrl}/login?signed_out=true`,
    `Post-logout redirect URI to register at ${provider}`,
  );
  const command = `npm run ops -- secret set ${provider} --stack ${dataStack.stackName} --region ${dataStack.region}`;
  const file = settings && privateKeyFile(settings);
  output(
    stack,
    `StoreClientSecret${name}`,
    file === undefined ? command : `${command} < ${file}`,
    file === undefined
      ? `Command that stores the client secret of ${provider}; it prompts for the secret`
      : `Command that stores the private key of ${provider}, read from the file`,
  );
}

/** Name of a provider's stack output, for example `RedirectUriCorp`. */
export function providerOutput(kind: string, provider: string): string {
  return `${kind}${outputName(provider)}`;
}

/**
 * Part of an output's name that identifies the provider: `corp-login` → `CorpLogin`. `parseConfig` ensures that
 * provider names differ in more than hyphens.
 */
function outputName(provider: string): string {
  return provider.replaceAll(/(?:^|-+)([a-z0-9]?)/g, (_, first: string) => first.toUpperCase());
}

function output(stack: Stack, id: string, value: string, description: string): void {
  new CfnOutput(stack, id, { value, description });
}
