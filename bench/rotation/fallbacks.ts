import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findSecretStatus } from '../../functions/core/storage/secret-status.ts';
import { createTable } from '../../functions/core/storage/table/dynamodb.ts';
import { connectionFile, type LocalConnection } from '../../lib/local/connection-file.ts';

/** How often another version of the client secret served than the current one. */
export interface FallbacksSeen {
  readonly counts: ReadonlyMap<string, number>;
  /** What came on top by then, in words. */
  until(later: FallbacksSeen): string;
}

/** Reads what the local run in this directory has counted. */
export async function fallbacksSeen(data: string): Promise<FallbacksSeen> {
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
