import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { clientSecretKey, privateKeyKey } from '../../functions/core/names.ts';
import { providerSecretValue } from '../provider-secret.ts';
import { AwsError, type AwsService, callAws } from './aws/request.ts';
import { LocalFailure } from './failure.ts';
import { asObject, isObject, type JsonObject, readJson, writeJson } from './json.ts';
import { secretsManagerTarget } from './secrets-manager/index.ts';
import type { LocalSettings } from './settings.ts';

/**
 * The client secrets that this run sets, by provider: those of the configuration file, and for providers served
 * locally otherwise generated ones, which are kept in `file`.
 */
export function chooseClientSecrets(settings: LocalSettings, file: string): ReadonlyMap<string, string> {
  const kept = asObject(readJson(file) ?? {}, file);
  const generated = Object.fromEntries(
    settings.servedLocally
      .filter((name) => !settings.appSecrets.has(name))
      .map((name) => [name, String(kept[name] ?? randomBytes(32).toString('base64url'))]),
  );
  const added = Object.keys(generated).some((name) => kept[name] === undefined);
  if (added) writeJson(file, { ...kept, ...generated });
  return new Map([...settings.appSecrets, ...Object.entries(generated)]);
}

/**
 * Stores each enabled provider's client secret in its secret where it is not there already. `arns` are the providers'
 * secrets. Throws `LocalFailure` for a provider that has none, neither given nor stored.
 */
export async function storeClientSecrets(
  secretsManager: AwsService,
  settings: LocalSettings,
  clientSecrets: ReadonlyMap<string, string>,
  arns: ReadonlyMap<string, string>,
): Promise<void> {
  for (const { name } of settings.config.providers) {
    const SecretId = arns.get(name);
    if (SecretId === undefined)
      throw new LocalFailure(`No function of the template knows the secret of provider ${name}.`);
    const stored = await storedSecret(secretsManager, SecretId);
    const given = clientSecrets.get(name);
    const wanted = given === undefined ? stored : providerSecretValue(given);
    if (wanted === undefined) throw given === undefined ? missingSecret(name) : unusableSecret(name);
    if (isDeepStrictEqual(wanted, stored)) continue;
    const SecretString = JSON.stringify(wanted);
    await callAws(secretsManager, `${secretsManagerTarget}.PutSecretValue`, {
      SecretId,
      SecretString,
      ClientRequestToken: randomBytes(16).toString('hex'),
    });
  }
}

function missingSecret(provider: string): LocalFailure {
  return new LocalFailure(
    `Provider ${provider} has no client secret, and the local provider does not stand in for it: start with --config FILE, where FILE holds the configuration block with "appSecret" beside the provider's "appId".`,
  );
}

function unusableSecret(provider: string): LocalFailure {
  return new LocalFailure(
    `appSecret of provider ${provider} must be 1 to 1,024 printable characters without spaces around it, or a private key (PKCS #8, PEM).`,
  );
}

async function storedSecret(secretsManager: AwsService, SecretId: string): Promise<JsonObject | undefined> {
  try {
    const { SecretString } = await callAws(secretsManager, `${secretsManagerTarget}.GetSecretValue`, { SecretId });
    const value: unknown = JSON.parse(String(SecretString));
    return isObject(value) && (clientSecretKey in value || privateKeyKey in value) ? value : undefined;
  } catch (error) {
    // A secret can be there without a value.
    if (error instanceof AwsError && error.type === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
