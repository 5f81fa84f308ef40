import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDynamoDb } from '../lib/local/aws/remote.ts';
import type { AwsService } from '../lib/local/aws/service.ts';
import type { Cleanup } from '../lib/local/cleanup.ts';
import { startEngine } from '../lib/local/dynamodb/engine.ts';
import { openSecretsManagerStandIn } from '../lib/local/secrets-manager/index.ts';
import { createMeter, type Meter } from './meter.ts';
import { type Provider, startProvider } from './provider.ts';

/** Services that the measured functions call. */
export interface Backends {
  /** Temporary directory, removed at the end. */
  readonly scratch: string;
  readonly meter: Meter;
  readonly provider: Provider;
  /** Origin of the embedded DynamoDB, without the meter. */
  readonly engine: string;
  /** DynamoDB and Secrets Manager behind the meter. */
  readonly metered: { readonly dynamodb: AwsService; readonly secretsManager: AwsService };
}

/** Starts the services; `cleanup` ends them. */
export async function startBackends(cleanup: Cleanup): Promise<Backends> {
  const scratch = await mkdtemp(join(tmpdir(), 'postern-bench-'));
  await cleanup.defer(() => rm(scratch, { recursive: true, force: true }));
  const meter = createMeter();
  const provider = await startProvider((endpoint) => meter.count(`provider ${endpoint}`));
  await cleanup.defer(provider.close);
  const engine = await startEngine(join(scratch, 'dynamodb.sqlite'));
  await cleanup.defer(engine.close);
  const dynamodb = connectDynamoDb(engine.endpoint);
  await cleanup.defer(dynamodb.close);
  return {
    scratch,
    meter,
    provider,
    engine: engine.endpoint.origin,
    metered: {
      dynamodb: meter.dynamodb(dynamodb.call),
      secretsManager: meter.secretsManager(openSecretsManagerStandIn(join(scratch, 'secrets.json'))),
    },
  };
}
