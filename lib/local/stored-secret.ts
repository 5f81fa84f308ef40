import { randomBytes } from 'node:crypto';
import { type JsonObject, parseObject } from '../../functions/core/base/json.ts';
import { AwsError, type AwsService, callAws } from './aws/request.ts';
import { asArray, asObject } from './json.ts';
import { secretsManagerTarget } from './secrets-manager/index.ts';

/** What a secret holds as current, or in one version; undefined where that is nothing, or no JSON object. */
export async function readSecret(
  secretsManager: AwsService,
  SecretId: string,
  VersionId?: string,
): Promise<JsonObject | undefined> {
  const input = { SecretId, ...(VersionId !== undefined && { VersionId }) };
  try {
    const { SecretString } = await callAws(secretsManager, `${secretsManagerTarget}.GetSecretValue`, input);
    return typeof SecretString === 'string' ? parseObject(SecretString) : undefined;
  } catch (error) {
    // A secret can be there without a value, and an old version can go at any time.
    if (error instanceof AwsError && error.type === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** Whether some version of a secret, also one without a label, has those members. */
export async function hasHeld(secretsManager: AwsService, SecretId: string, members: JsonObject): Promise<boolean> {
  for await (const versionId of versionIds(secretsManager, SecretId)) {
    const value = await readSecret(secretsManager, SecretId, versionId);
    if (value !== undefined && Object.entries(members).every(([name, member]) => value[name] === member)) return true;
  }
  return false;
}

/** Makes `value` what a secret holds as current. */
export async function putSecret(secretsManager: AwsService, SecretId: string, value: JsonObject): Promise<void> {
  await callAws(secretsManager, `${secretsManagerTarget}.PutSecretValue`, {
    SecretId,
    SecretString: JSON.stringify(value),
    ClientRequestToken: randomBytes(16).toString('hex'),
  });
}

async function* versionIds(secretsManager: AwsService, SecretId: string): AsyncGenerator<string> {
  let page: JsonObject = {};
  do {
    page = await callAws(secretsManager, `${secretsManagerTarget}.ListSecretVersionIds`, {
      SecretId,
      IncludeDeprecated: true,
      ...('NextToken' in page && { NextToken: page['NextToken'] }),
    });
    const versions = asArray(page['Versions'], 'Versions of ListSecretVersionIds');
    for (const version of versions) yield String(asObject(version, 'a version of ListSecretVersionIds')['VersionId']);
  } while (typeof page['NextToken'] === 'string');
}
