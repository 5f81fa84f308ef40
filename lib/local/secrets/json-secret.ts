import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  paginateListSecretVersionIds,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type JsonObject, parseObject } from '../../../functions/core/base/json.ts';

/**
 * Reads the value of a secret's current version, or of the version `VersionId`. The result is undefined if there is no
 * value, or the value is not a JSON object.
 */
export async function readJsonSecret(
  client: SecretsManagerClient,
  SecretId: string,
  VersionId?: string,
): Promise<JsonObject | undefined> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId, VersionId }));
    return SecretString === undefined ? undefined : parseObject(SecretString);
  } catch (error) {
    // A missing value is not an error: a secret may have no value yet, and Secrets Manager may delete an old version at
    // any time.
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/**
 * Whether any version of a secret has these members in its value. Deprecated versions, which have no staging labels,
 * are searched too.
 */
export async function hasEverHeld(
  client: SecretsManagerClient,
  SecretId: string,
  members: JsonObject,
): Promise<boolean> {
  for await (const { Versions = [] } of paginateListSecretVersionIds(
    { client },
    { SecretId, IncludeDeprecated: true },
  )) {
    for (const { VersionId } of Versions) {
      const value = await readJsonSecret(client, SecretId, VersionId);
      if (value !== undefined && Object.entries(members).every(([name, member]) => value[name] === member)) return true;
    }
  }
  return false;
}

/** Stores `value` as a new version of a secret, which becomes the current one. */
export async function putJsonSecret(client: SecretsManagerClient, SecretId: string, value: JsonObject): Promise<void> {
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(value) }));
}
