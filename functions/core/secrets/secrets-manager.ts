import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { cached } from '../cached.ts';
import { Problem } from '../errors.ts';
import { parseObject } from '../oidc/claims.ts';
import type { Secrets, SecretValue } from './port.ts';

/** Milliseconds. Two attempts stay well under the ten seconds in which every request is answered. */
const timeouts = { connectionTimeout: 1000, requestTimeout: 1500, throwOnRequestTimeout: true };
/** A value is read anew after a minute, beside the work, and used for an hour at most while that fails. */
const staleness = { freshFor: 60_000, usableFor: 3_600_000 };

/** Secrets Manager behind the AWS SDK's client, with region, endpoint and credentials as Lambda sets them. */
export function createSecrets(clock: () => number): Secrets {
  const client = new SecretsManagerClient({ requestHandler: timeouts, maxAttempts: 2 });
  const { get, newer } = cached(clock, staleness, (arn) => readSecret(client, arn));
  return { current: get, newer };
}

async function readSecret(client: SecretsManagerClient, arn: string): Promise<SecretValue> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn })).catch((cause: unknown) => {
    throw new Problem('temporarily_unavailable', 'Secrets Manager does not answer', { cause });
  });
  const value = parseObject(SecretString ?? '');
  if (value === undefined)
    throw new Problem('temporarily_unavailable', 'the secret is not a JSON object', { log: { arn } });
  return value;
}
