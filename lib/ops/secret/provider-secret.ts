import type { Command } from 'commander';
import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import { bindingOf, describeBinding } from '../../../functions/core/contract/secret-binding.ts';
import { stagingLabels } from '../../../functions/core/contract/staging-labels.ts';
import type { SecretVersion } from '../../../functions/core/secrets/port.ts';
import { OpsFailure } from '../cli/failure.ts';
import { readConfiguration } from '../deployment/configuration.ts';
import { openOperator } from '../deployment/operator.ts';
import { requireProvider } from '../deployment/require-provider.ts';
import type { RotatingSecret } from '../rotation/rotating-secret.ts';
import { ignoreUnreadable } from '../rotation/staging-labels.ts';

/** The Secrets Manager secret of an enabled provider, with the provider's settings. */
export interface ProviderSecret extends RotatingSecret {
  readonly settings: ProviderSettings;
}

/**
 * Opens the Secrets Manager secret of a provider.
 * @param access As for `openOperator`.
 * @throws OpsFailure if the provider is not enabled, because only the secrets of enabled providers have a rotation.
 */
export async function openProviderSecret(
  provider: string,
  command: Command,
  access: { readonly readOnly?: true } = {},
): Promise<ProviderSecret> {
  const operator = await openOperator(command, access);
  requireProvider(provider, operator, command);
  const { deployment, options } = operator;
  const configuration = readConfiguration(options);
  const settings = configuration.providers.find(({ name }) => name === provider);
  if (settings === undefined) throw notEnabled(provider, configuration.declaredProviders.includes(provider));
  return {
    operator,
    settings,
    versions: deployment.versions,
    arn: deployment.secretArn(provider),
    name: { provider },
  };
}

function notEnabled(provider: string, declared: boolean): OpsFailure {
  return new OpsFailure(
    declared
      ? `The provider ${provider} is not enabled, so its secret has no rotation: enable it and deploy.`
      : `This configuration does not have the provider ${provider}: name that of the deployment with --config.`,
  );
}

/** Reads the current secret version; undefined if there is none, or its value was not stored by Postern. */
export function readCurrent({ versions, arn }: RotatingSecret): Promise<SecretVersion | undefined> {
  return versions.read(arn, { label: stagingLabels.current }).catch(ignoreUnreadable);
}

/**
 * Reads the current secret version, from which a rotation derives the next one.
 * @throws OpsFailure if there is no current version with a value of Postern's.
 */
export async function requireCurrent(secret: ProviderSecret): Promise<SecretVersion> {
  const current = await readCurrent(secret);
  if (current !== undefined) return current;
  throw new OpsFailure(
    `The secret of ${secret.settings.name} does not hold a value of Postern's, so no rotation can start from it: replace it with npm run ops -- secret set ${secret.settings.name} --unproved.`,
  );
}

/**
 * Asserts that a stored secret may be used for the issuer and client of the configuration, which may be another one than
 * the deployed.
 * @throws OpsFailure if it belongs to others, or nothing tells whose it is.
 */
export function requireOwnBinding({ value }: SecretVersion, { settings }: ProviderSecret): void {
  const binding = bindingOf(value, settings);
  if (binding === 'own') return;
  const { name, issuer, clientId } = settings;
  const owner = binding === 'none' ? 'no issuer and client that are known' : describeBinding(value);
  throw new OpsFailure(
    `The stored secret of ${name} belongs to ${owner}, and the configuration names ${issuer} and ${clientId}: name the deployment's configuration with --config, or store the secret of this issuer and client, npm run ops -- secret set ${name}`,
  );
}
