import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { connectionFromEnvironment } from '../../../../functions/core/aws/environment.ts';
import { createSecrets } from '../../../../functions/core/secrets/secrets-manager.ts';
import { openSecretsManager } from '../../../../lib/local/secrets-manager/index.ts';
import { useAwsEnvironment } from '../support/aws-environment.ts';
import { type LoopbackServer, startLoopbackServer } from '../support/loopback-server.ts';
import { problem } from '../support/problems.ts';

const directory = mkdtempSync(join(tmpdir(), 'postern-secrets-'));
const service = openSecretsManager(join(directory, 'secrets.json'));
const minute = 60_000;
let server: LoopbackServer;
let operator: SecretsManagerClient;
let arn: string;

/** Answers as the stand-in does. */
const serve = () =>
  server.answer(async (response, { headers, body }) => {
    const answer = await service({ target: String(headers['x-amz-target']), body });
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' }).end(answer.body);
  });
const open = (clock: () => number) => createSecrets(connectionFromEnvironment(process.env), clock, () => 0);
const store = (SecretString: string) => operator.send(new PutSecretValueCommand({ SecretId: arn, SecretString }));

beforeAll(async () => {
  server = await startLoopbackServer();
  useAwsEnvironment({ AWS_ENDPOINT_URL_SECRETS_MANAGER: server.origin });
  operator = new SecretsManagerClient({});
  serve();
  const created = await operator.send(new CreateSecretCommand({ Name: 'corp', SecretString: '{}' }));
  arn = String(created.ARN);
});
beforeEach(async () => {
  serve();
  await store('{"client_secret":"one"}');
});
afterAll(async () => {
  operator.destroy();
  await server.close();
  rmSync(directory, { recursive: true });
});

describe('createSecrets', () => {
  test('reads the current version, once a minute, beside the work', async () => {
    let now = 0;
    const secrets = open(() => now);
    expect(await secrets.current(arn)).toEqual({ client_secret: 'one' });
    await store('{"client_secret":"two"}');
    now = minute - 1;
    const reads = server.received.length;
    expect(await secrets.current(arn)).toEqual({ client_secret: 'one' });
    expect(server.received).toHaveLength(reads);
    now = minute;
    while ((await secrets.current(arn))['client_secret'] !== 'two') await turn();
    expect(server.received).toHaveLength(reads + 1);
  });

  test('reads anew where the known value proved wrong', async () => {
    const secrets = open(() => 0);
    const known = await secrets.current(arn);
    await store('{"client_secret":"two"}');
    expect(await secrets.newer(arn, known)).toEqual({ client_secret: 'two' });
    expect(await secrets.current(arn)).toEqual({ client_secret: 'two' });
  });

  test('a cold failure is temporarily_unavailable', async () => {
    await expect(open(() => 0).current(`${arn}x`)).rejects.toEqual(problem('temporarily_unavailable'));
    server.answer((response) => response.writeHead(500).end());
    await expect(open(() => 0).current(arn)).rejects.toEqual(problem('temporarily_unavailable'));
  });

  test('a warm one is bridged for an hour', async () => {
    let now = 0;
    const secrets = open(() => now);
    await secrets.current(arn);
    server.answer((response) => response.destroy());
    now = 60 * minute - 1;
    expect(await secrets.current(arn)).toEqual({ client_secret: 'one' });
    now += 1;
    await expect(secrets.current(arn)).rejects.toEqual(problem('temporarily_unavailable'));
  });

  test('a service that hangs is given up', async () => {
    server.answer(() => undefined);
    await expect(open(() => 0).current(arn)).rejects.toEqual(problem('temporarily_unavailable'));
  });

  test.each(['', 'text', '[]', '"x"'])('a secret that says %j is temporarily_unavailable', async (text) => {
    await store(text || ' ');
    await expect(open(() => 0).current(arn)).rejects.toEqual(
      problem('temporarily_unavailable', { message: 'the secret is not a JSON object' }),
    );
  });
});
