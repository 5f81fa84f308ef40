import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findSecretStatus } from '../../functions/core/storage/secret-status.ts';
import { createTable } from '../../functions/core/storage/table/dynamodb.ts';
import { connectionFile, type LocalConnection } from '../../lib/local/connection-file.ts';

/** Numbers of successful uses of a non-current client secret. */
export interface FallbackCounts {
  readonly counts: ReadonlyMap<string, number>;
  /** The increase until `later`, as text. */
  until(later: FallbackCounts): string;
}

/** Reads the counters of the local run with this data directory. */
export async function readFallbacks(data: string): Promise<FallbackCounts> {
  const local: LocalConnection = JSON.parse(readFileSync(join(data, connectionFile), 'utf8'));
  const { region, accessKeyId, secretAccessKey, dynamodbEndpoint: dynamodb } = local;
  const connection = { region, credentials: { accessKeyId, secretAccessKey }, endpoints: { dynamodb } };
  const table = createTable(local.tableName, connection, Math.random, randomUUID);
  const { fallbacks: counts } = await findSecretStatus(table, { provider: 'bench' });
  return {
    counts,
    until: (later) =>
      [...later.counts]
        .map(([kind, count]) => [kind, count - (counts.get(kind) ?? 0)] as const)
        .filter(([, count]) => count > 0)
        .map(([kind, count]) => `${count} ${kind}`)
        .join(', '),
  };
}
