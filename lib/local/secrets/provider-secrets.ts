import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { JsonObject } from '../../../functions/core/base/json.ts';
import { bindingMembers, bindingOf } from '../../../functions/core/contract/secret-binding.ts';
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

/** The initial secret of a client at the local provider. */
export type InitialSecret = Required<Pick<RegisteredClient, 'clientSecret' | 'secretIsGiven'>>;

/**
 * Ensures that each enabled provider's secret in Secrets Manager contains a client secret or a private key. A stored
 * credential is replaced only by one in the configuration file that was never stored before. If an old one could be
 * stored again, a restart would undo a rotation. A provider for which the local provider stands in receives a random
 * client secret if it has none. `arns` has the secrets' ARNs by provider name.
 * @returns by provider name, the stored client secrets of the providers for which the local provider stands in
 * @throws LocalFailure if any other provider has neither a client secret nor a private key
 */
export async function storeClientSecrets(
  client: SecretsManagerClient,
  localConfig: LocalConfig,
  arns: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, InitialSecret>> {
  const initialSecrets = new Map<string, InitialSecret>();
  for (const settings of localConfig.config.providers) {
    const { name } = settings;
    const given = localConfig.appSecrets.get(name);
    const isServed = localConfig.servedLocally.includes(name);
    const secretId = arnOf(arns, name);
    const binding = bindingMembers(settings);
    const found = usable(await readJsonSecret(client, secretId), isServed);
    // The issuer of the local provider contains its port, which can change, while its clients stay the same.
    const isForeign = found !== undefined && !isServed && bindingOf(found, settings) === 'foreign';
    const stored = isForeign ? undefined : found;
    const added = await valueToStore(client, secretId, stored, { name, given, isServed, binding });
    const value = { ...(added === undefined ? stored : { ...withoutSecrets(stored), ...added }), ...binding };
    if (!isDeepStrictEqual(value, stored)) await putJsonSecret(client, secretId, value);
    const clientSecret = String({ ...stored, ...added }[clientSecretKey]);
    const secretIsGiven = clientSecret === given || added !== undefined;
    if (isServed) initialSecrets.set(name, { clientSecret, secretIsGiven });
  }
  return initialSecrets;
}

/**
 * Stores each provider's client configuration endpoint and registration access token (RFC 7592) beside its client
 * secret. A rotation uses them to request a new client secret from the provider.
 */
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
  throw new LocalFailure(`No function of the template has the secret ARN of provider ${provider}.`);
}

/**
 * The stored value, if a client can authenticate with the secret or key in it; otherwise undefined. The local provider
 * does not support private keys, so for it only a client secret counts.
 */
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
  /** The provider's `appSecret` in the configuration file. */
  readonly given: string | undefined;
  readonly isServed: boolean;
  /** The members that bind the secret to the provider's issuer and client. */
  readonly binding: JsonObject;
}

/** The client secret or private key to store; undefined if the stored one remains in use. */
async function valueToStore(
  client: SecretsManagerClient,
  secretId: string,
  stored: JsonObject | undefined,
  provider: ProviderSecret,
): Promise<JsonObject | undefined> {
  const { name, given, isServed, binding } = provider;
  if (given !== undefined) {
    const wanted = givenValue(name, given, isServed);
    const isSettled =
      stored !== undefined && (await hasEverHeld(client, secretId, isServed ? wanted : { ...wanted, ...binding }));
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
