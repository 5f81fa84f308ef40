import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { JsonObject } from '../../../functions/core/base/json.ts';
import {
  clientSecretKey,
  privateKeyKey,
  registrationTokenKey,
  registrationUriKey,
} from '../../../functions/core/contract/secret-value.ts';
import { providerSecretValue } from '../../config/provider-secret.ts';
import type { RegisteredClient } from '../authentiq/clients.ts';
import type { Registration } from '../authentiq/registrations.ts';
import { LocalFailure } from '../failure.ts';
import type { LocalConfig } from '../local-config.ts';
import { hasEverHeld, putJsonSecret, readJsonSecret } from './json-secret.ts';

/** What the local provider is told of a client's secret. */
export type FirstSecret = Required<Pick<RegisteredClient, 'clientSecret' | 'secretIsGiven'>>;

/**
 * Sees to it that each enabled provider's secret in Secrets Manager holds a client secret (or private key). What is
 * stored stays, but for a secret from the configuration file that was never stored: a restart would else undo a
 * rotation. A provider that is served locally and has none gets a random one. `arns` are the providers' secrets.
 * @returns by provider, for those served locally, what is stored now
 * @throws LocalFailure for a provider that has none, neither given nor stored
 */
export async function storeClientSecrets(
  client: SecretsManagerClient,
  settings: LocalConfig,
  arns: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, FirstSecret>> {
  const firstSecrets = new Map<string, FirstSecret>();
  for (const { name } of settings.config.providers) {
    const given = settings.appSecrets.get(name);
    const isServed = settings.servedLocally.includes(name);
    const secretId = arnOf(arns, name);
    const stored = usable(await readJsonSecret(client, secretId), isServed);
    const news = await newsFor(client, secretId, stored, { name, given, isServed });
    if (news !== undefined) await putJsonSecret(client, secretId, { ...withoutSecrets(stored), ...news });
    const clientSecret = String({ ...stored, ...news }[clientSecretKey]);
    const secretIsGiven = clientSecret === given || news !== undefined;
    if (isServed) firstSecrets.set(name, { clientSecret, secretIsGiven });
  }
  return firstSecrets;
}

/** Keeps beside the client secret, by provider, where the client manages its registration, and with which token. */
export async function storeRegistrations(
  client: SecretsManagerClient,
  arns: ReadonlyMap<string, string>,
  registrations: ReadonlyMap<string, Registration>,
): Promise<void> {
  for (const [name, { registrationAccessToken, registrationClientUri }] of registrations) {
    const secretId = arnOf(arns, name);
    const stored = await readJsonSecret(client, secretId);
    const registration = {
      [registrationTokenKey]: registrationAccessToken,
      [registrationUriKey]: registrationClientUri,
    };
    const wanted = { ...stored, ...registration };
    if (!isDeepStrictEqual(wanted, stored)) await putJsonSecret(client, secretId, wanted);
  }
}

function arnOf(arns: ReadonlyMap<string, string>, provider: string): string {
  const arn = arns.get(provider);
  if (arn !== undefined) return arn;
  throw new LocalFailure(`No function of the template knows the secret of provider ${provider}.`);
}

/** What is stored, where one can sign in with it; the local provider knows nothing of private keys. */
function usable(stored: JsonObject | undefined, isServed: boolean): JsonObject | undefined {
  const keys = isServed ? [clientSecretKey] : [clientSecretKey, privateKeyKey];
  const holds = (key: string): boolean => typeof stored?.[key] === 'string' && stored[key] !== '';
  return keys.some(holds) ? stored : undefined;
}

function withoutSecrets(stored: JsonObject = {}): JsonObject {
  const { [clientSecretKey]: _secret, [privateKeyKey]: _key, ...others } = stored;
  return others;
}

interface ProviderSecret {
  readonly name: string;
  /** As the configuration file gives it. */
  readonly given: string | undefined;
  readonly isServed: boolean;
}

/** The client secret or private key that is to be stored; undefined where what is stored stays. */
async function newsFor(
  client: SecretsManagerClient,
  secretId: string,
  stored: JsonObject | undefined,
  provider: ProviderSecret,
): Promise<JsonObject | undefined> {
  const { name, given, isServed } = provider;
  if (given !== undefined) {
    const wanted = givenValue(name, given, isServed);
    const isSettled = stored !== undefined && (await hasEverHeld(client, secretId, wanted));
    return isSettled ? undefined : wanted;
  }
  if (stored !== undefined) return undefined;
  if (isServed) return { [clientSecretKey]: randomBytes(32).toString('base64url') };
  throw new LocalFailure(
    `Provider ${name} has no client secret or private key, and the local provider does not stand in for it: start with --config FILE, where FILE holds the configuration block with "appSecret" (the client secret, or the private key as PEM) beside the provider's "appId".`,
  );
}

function givenValue(name: string, given: string, isServed: boolean): JsonObject {
  const value = usable(providerSecretValue(given), isServed);
  if (value !== undefined) return value;
  const privateKey = isServed ? '' : ', or a private key (PKCS #8, PEM)';
  throw new LocalFailure(
    `appSecret of provider ${name} must be 1 to 1,024 printable characters without spaces around it${privateKey}.`,
  );
}
