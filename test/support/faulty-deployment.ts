import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { connectDynamoDb } from '../../lib/local/aws/remote.ts';
import { startEngine } from '../../lib/local/dynamodb/engine.ts';
import { openSecretsManagerStandIn } from '../../lib/local/secrets-manager/index.ts';
import { type Deployment, type DeploymentOptions, functionTimeoutMs, startDeployment } from './deployment.ts';
import { type FaultyService, startFaultyService } from './faulty-service.ts';
import { endAfterFile } from './leftovers.ts';
import { expectProblem } from './refusal.ts';

/** A deployment whose AWS services can be made to fail. */
export interface FaultyDeployment extends Deployment {
  readonly dynamodb: FaultyService;
  readonly secrets: FaultyService;
}

/**
 * Starts it on the real embedded DynamoDB and the real stand-in for Secrets Manager, each behind an endpoint of ours.
 * @param options Its providers, unless there is one alone, `op`, and the rest of its configuration.
 */
export async function startFaultyDeployment(
  options: Pick<DeploymentOptions, 'providers' | 'config'> = { providers: [{ name: 'op' }] },
): Promise<FaultyDeployment> {
  const directory = await mkdtemp(join(tmpdir(), 'postern-faults-'));
  const engine = await startEngine(join(directory, 'dynamodb.sqlite'));
  endAfterFile(engine.close);
  const remote = connectDynamoDb(engine.endpoint);
  const dynamodb = await startFaultyService(remote.call);
  const secrets = await startFaultyService(openSecretsManagerStandIn(join(directory, 'secrets.json')));
  const closeServices = async () => {
    await Promise.all([dynamodb.close(), secrets.close()]);
    remote.close();
    await engine.close();
    await rm(directory, { recursive: true });
  };
  const env = { DYNAMODB_ENDPOINT: dynamodb.endpoint, SECRETS_MANAGER_ENDPOINT: secrets.endpoint };
  const deployment = await startDeployment({ ...options, env }).catch(async (error: unknown) => {
    await closeServices();
    throw error;
  });
  return {
    ...deployment,
    dynamodb,
    secrets,
    async close() {
      await deployment.close();
      await closeServices();
    },
  };
}

/** The operations that reach DynamoDB while something is done. */
export async function tableCallsDuring(
  { dynamodb }: FaultyDeployment,
  work: () => Promise<unknown>,
): Promise<readonly string[]> {
  const seen: string[] = [];
  dynamodb.fault((operation) => {
    seen.push(operation);
    return undefined;
  });
  await work();
  dynamodb.heal();
  return seen;
}

/** Asserts 503 that says when to try again, before the function's time is up. */
export async function expectUnavailable(answer: Promise<Response>): Promise<void> {
  const before = Date.now();
  const response = await answer;
  expect(Date.now() - before).toBeLessThan(functionTimeoutMs);
  expect(response.headers.get('retry-after')).toBe('5');
  await expectProblem(response, { status: 503, code: 'temporarily_unavailable' });
}
