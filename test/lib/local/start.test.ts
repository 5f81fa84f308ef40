import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, describe, expect, test } from '@jest/globals';
import { contentTypes } from '../../../lib/local/aws/service.ts';
import type { LocalConnection } from '../../../lib/local/connection-file.ts';
import { startEngine } from '../../../lib/local/dynamodb/engine.ts';
import { startGuard } from '../../../lib/local/iam/guard.ts';
import type { Principal } from '../../../lib/local/iam/principals.ts';
import { findFreePort } from '../../../lib/local/listening-ports.ts';
import { openSecretsManagerStandIn } from '../../../lib/local/secrets-manager/index.ts';
import { spawnNode } from '../../support/child-process.ts';
import { startLocalProcess } from '../../support/local-process.ts';

const base = mkdtempSync(join(tmpdir(), 'postern-start-'));
afterAll(() => rmSync(base, { recursive: true }));

/** Runs `bin/local.ts` to its end. */
async function run(
  args: string[],
  further: Record<string, string> = {},
): Promise<{ code: number | null; stderr: string }> {
  const child = spawnNode(['--import', 'tsx', 'bin/local.ts', ...args], {
    env: further,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [stderr, [code]] = await Promise.all([child.stderr === null ? '' : text(child.stderr), once(child, 'exit')]);
  return { code, stderr };
}

/** Ids of all processes whose command line names the data directory. */
function processesOf(dataDir: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dataDir);
    } catch {
      return false;
    }
  });
}

async function untilGone(dataDir: string): Promise<void> {
  while (processesOf(dataDir).length > 0) await sleep(50);
}

function dynamodb(local: LocalConnection): DynamoDBClient {
  const { accessKeyId, secretAccessKey, region, dynamodbEndpoint: endpoint } = local;
  return new DynamoDBClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
}

function secrets(local: LocalConnection): SecretsManagerClient {
  const { accessKeyId, secretAccessKey, region, secretsManagerEndpoint: endpoint } = local;
  return new SecretsManagerClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
}

async function storedSecret(local: LocalConnection, provider: string): Promise<Readonly<Record<string, string>>> {
  const client = secrets(local);
  const SecretId = local.providerSecretArns[provider] ?? '';
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }));
  client.destroy();
  return JSON.parse(SecretString ?? '');
}

/** What the local provider says of the client's registration, read or updated (PUT) as the stored secret tells. */
async function registration(stored: Readonly<Record<string, string>>, update?: object): Promise<object> {
  const response = await fetch(stored['registration_client_uri'] ?? '', {
    headers: { authorization: `Bearer ${stored['registration_access_token']}` },
    ...(update && { method: 'PUT', body: JSON.stringify(update) }),
  });
  return Object(await response.json());
}

const corp = {
  providers: [
    {
      name: 'corp',
      type: 'openid_connect',
      issuer: 'http://localhost:9/',
      appId: 'client',
      appSecret: 'of-the-file',
    },
  ],
};

describe('npm start', () => {
  test('serves the template, keeps its data over a restart, and leaves no process behind', async () => {
    const dataDir = join(base, 'whole');
    const Key = { pk: { S: 'TEST#1' }, sk: { S: 'TEST' } };
    const first = await startLocalProcess({ dataDir });
    expect(first.output()).toContain('New accounts are approved at once in local runs');
    expect(statSync(join(dataDir, 'local.json')).mode & 0o777).toBe(0o600);
    expect((await fetch(`${first.baseUrl}/login`)).status).toBe(200);
    expect((await fetch(`${first.baseUrl.replace('localhost', '127.0.0.1')}/login`)).status).toBe(200);
    expect((await fetch(`${first.local.providerUrl}/.well-known/openid-configuration`)).status).toBe(200);
    const client = dynamodb(first.local);
    await client.send(new PutItemCommand({ TableName: first.local.tableName, Item: Key }));
    client.destroy();
    const stored = await storedSecret(first.local, 'authentiq');
    expect(await registration(stored)).toMatchObject({ client_secret: stored['client_secret'] });
    const { client_id } = Object(await registration(stored));
    const updated = Object(await registration(stored, { client_id }));
    expect(processesOf(dataDir).length).toBeGreaterThan(1);
    await first.stop();
    await untilGone(dataDir);
    expect(existsSync(join(dataDir, 'local.json'))).toBe(false);
    expect(existsSync(join(dataDir, 'lock'))).toBe(false);
    expect(existsSync(join(dataDir, 'client-secrets.json'))).toBe(false);

    const second = await startLocalProcess({ dataDir });
    expect(second.local.providerSecretArns).toEqual(first.local.providerSecretArns);
    expect(second.local.sessionKeysSecretArn).toBe(first.local.sessionKeysSecretArn);
    const again = dynamodb(second.local);
    const { Item } = await again.send(new GetItemCommand({ TableName: second.local.tableName, Key }));
    again.destroy();
    expect(Item).toEqual(Key);
    const kept = await storedSecret(second.local, 'authentiq');
    expect(kept).toEqual({
      ...{ ...stored, issuer: `${second.local.providerUrl}/` },
      registration_client_uri: `${second.local.providerUrl}/client/${client_id}`,
    });
    expect(await registration(kept)).toMatchObject({ client_secret: updated.client_secret });
    second.child.kill('SIGKILL');
    await untilGone(dataDir);
  });

  test('with --config: the file’s client secret is stored, and the local provider is not started', async () => {
    const stack = await startLocalProcess({ config: corp });
    try {
      expect(stack.local.providerUrl).toBeUndefined();
      expect(stack.output()).not.toContain('approved at once');
      expect(await storedSecret(stack.local, 'corp')).toEqual({
        ...{ client_secret: 'of-the-file', client_id: 'client' },
        issuer: 'http://localhost:9/',
      });
    } finally {
      await stack.stop();
    }
  });
});

test('configured endpoints replace the embedded DynamoDB and the stand-in for Secrets Manager', async () => {
  const external: Principal = {
    arn: 'external',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    policy: { allows: () => true },
  };
  const secretsFile = join(base, 'external-secrets.json');
  const engine = await startEngine(join(base, 'external.sqlite'));
  const secretsManager = await startGuard({
    service: openSecretsManagerStandIn(secretsFile),
    contentType: contentTypes.secretsManager,
    principals: [external],
    access: () => [],
    log: () => undefined,
  });
  const stack = await startLocalProcess({
    env: {
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      DYNAMODB_ENDPOINT: engine.endpoint.origin,
      SECRETS_MANAGER_ENDPOINT: secretsManager.endpoint,
    },
  });
  try {
    expect(readFileSync(secretsFile, 'utf8')).toContain(stack.local.sessionKeysSecretArn);
    expect(existsSync(join(stack.dataDir, 'secrets.json'))).toBe(false);
    expect(existsSync(join(stack.dataDir, 'dynamodb.sqlite'))).toBe(false);
    expect((await fetch(`${stack.baseUrl}/session`)).status).toBe(401);
    const login = await fetch(`${stack.baseUrl}/login/authentiq`, { redirect: 'manual' });
    expect(login.headers.get('location')).toContain(`${stack.local.providerUrl}/authorize?`);
  } finally {
    await stack.stop();
    await secretsManager.close();
    await engine.close();
  }
});

test('if the embedded DynamoDB ends by itself, the run reports it and ends', async () => {
  const dataDir = join(base, 'died');
  const stack = await startLocalProcess({ dataDir });
  const engines = processesOf(dataDir).filter((pid) =>
    readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('dynoxide'),
  );
  expect(engines).toHaveLength(1);
  const ended = once(stack.child, 'close');
  process.kill(Number(engines[0]), 'SIGKILL');
  expect(await ended).toEqual([1, null]);
  expect(stack.output()).toContain('The embedded DynamoDB ended by itself');
  await untilGone(dataDir);
});

describe('failures are reported in one sentence', () => {
  test('an unknown option', async () => {
    expect(await run(['--frob'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^Unknown option '--frob'.*\n$/),
    });
  });

  test('a port in use, of the gateway or of the local provider', async () => {
    const port = await findFreePort(['127.0.0.1']);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const gateway = await run(['--port', String(port), '--data', join(base, 'taken')]);
    expect(gateway).toMatchObject({ code: 1 });
    expect(gateway.stderr).toMatch(/^Port \d+ is in use, and the gateway needs it: .*--port N.*\n$/);
    const provider = await run(['--port', String(port - 1), '--data', join(base, 'taken')]);
    expect(provider).toMatchObject({ code: 1 });
    expect(provider.stderr).toMatch(/^Port \d+ is in use, and the local provider needs it: .*--port N.*\n$/);
    await new Promise((resolve) => server.close(resolve));
    expect(processesOf(join(base, 'taken'))).toEqual([]);
  });

  test('an invalid configuration: all problems at once', async () => {
    const file = join(base, 'wrong.json');
    writeFileSync(file, JSON.stringify({ providers: [{ name: 'x y' }], appOrigins: ['*'], frob: 1 }));
    const { code, stderr } = await run(['--port', '0', '--config', file, '--data', join(base, 'wrong')]);
    expect(code).toBe(1);
    for (const path of ['providers[0].name', 'providers[0].appId', 'appOrigins[0]', 'frob'])
      expect(stderr).toContain(path);
    expect(stderr).not.toContain('    at ');
  });

  test('an unreachable server, or an invalid endpoint', async () => {
    const port = await findFreePort(['127.0.0.1']);
    const unanswered = await run(['--port', '0', '--data', join(base, 'env')], {
      DYNAMODB_ENDPOINT: `http://127.0.0.1:${port}`,
    });
    expect(unanswered).toMatchObject({ code: 1 });
    expect(unanswered.stderr).toContain(`http://127.0.0.1:${port}/ does not answer`);
    expect(unanswered.stderr).not.toContain('    at ');
    const none = await run(['--port', '0', '--data', join(base, 'env')], { DYNAMODB_ENDPOINT: 'localhost:8000' });
    expect(none.stderr).toContain('DYNAMODB_ENDPOINT must be an http or https URL, not "localhost:8000"');
  });

  test('a provider without a client secret', async () => {
    const data = join(base, 'no-provider');
    const { code, stderr } = await run(['--port', '0', '--no-provider', '--data', data]);
    expect(code).toBe(1);
    expect(stderr).toContain('Provider authentiq has no client secret');
    expect(stderr).toContain('"appSecret"');
    await untilGone(data);
    expect(existsSync(join(data, 'lock'))).toBe(false);
  });
});
