import { type Call, type Connection, createClient } from '../aws/client.ts';
import { cached } from '../cached.ts';
import { Problem } from '../errors.ts';
import { parseObject } from '../oidc/claims.ts';
import type { Secrets, SecretValue } from './port.ts';

const service = { name: 'secretsmanager', target: 'secretsmanager', contentType: 'application/x-amz-json-1.1' };
/** A value is read anew after a minute, and used for an hour at most while that fails. */
const staleness = { freshFor: 60_000, usableFor: 3_600_000 };

/**
 * Secrets Manager over its own protocol.
 * @param random A number from 0 up to 1, for jitter.
 */
export function createSecrets(connection: Connection, clock: () => number, random: () => number): Secrets {
  const call = createClient(service, connection, random);
  const { get, newer } = cached(clock, staleness, (arn) => readSecret(call, arn));
  return { current: get, newer };
}

async function readSecret(call: Call, arn: string): Promise<SecretValue> {
  const { SecretString } = await call('GetSecretValue', { SecretId: arn }).catch((cause: unknown) => {
    throw new Problem('temporarily_unavailable', 'Secrets Manager does not answer', { cause });
  });
  const value = typeof SecretString === 'string' ? parseObject(SecretString) : undefined;
  if (value !== undefined) return value;
  throw new Problem('temporarily_unavailable', 'the secret is not a JSON object', { log: { arn } });
}
