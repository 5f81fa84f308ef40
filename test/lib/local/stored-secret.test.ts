import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { secretsManagerClient } from '../../../lib/local/aws/clients.ts';
import { type AwsService, errorResponse } from '../../../lib/local/aws/service.ts';
import { openSecretsManager } from '../../../lib/local/secrets-manager/index.ts';
import { hasHeld, putSecret, readSecret } from '../../../lib/local/stored-secret.ts';

const directory = mkdtempSync(join(tmpdir(), 'postern-stored-secret-'));
afterAll(() => rmSync(directory, { recursive: true }));

const name = 'secret';
let standIn: AwsService;
let secretsManager: SecretsManagerClient;
beforeEach(async () => {
  standIn = openSecretsManager(join(mkdtempSync(join(directory, 'data-')), 'secrets.json'));
  secretsManager = secretsManagerClient(standIn);
  await secretsManager.send(new CreateSecretCommand({ Name: name }));
});

test('a secret without a value holds nothing, and held nothing', async () => {
  expect(await readSecret(secretsManager, name)).toBeUndefined();
  expect(await hasHeld(secretsManager, name, { a: '1' })).toBe(false);
});

test('what was put is current; what was current before was held', async () => {
  await putSecret(secretsManager, name, { a: '1', b: '2' });
  await putSecret(secretsManager, name, { a: '3' });
  expect(await readSecret(secretsManager, name)).toEqual({ a: '3' });
  expect(await hasHeld(secretsManager, name, { a: '1' })).toBe(true);
  expect(await hasHeld(secretsManager, name, { a: '1', b: '3' })).toBe(false);
  expect(await hasHeld(secretsManager, name, { b: '2', c: '3' })).toBe(false);
});

test('also where the list of versions has several pages', async () => {
  await putSecret(secretsManager, name, { a: 'first' });
  for (let count = 0; count < 4; count += 1) await putSecret(secretsManager, name, { a: String(count) });
  const paged = secretsManagerClient(({ target, body }) =>
    standIn({
      target,
      body: target.endsWith('ListSecretVersionIds') ? JSON.stringify({ ...JSON.parse(body), MaxResults: 2 }) : body,
    }),
  );
  for (const a of ['first', '0', '1', '2', '3']) expect(await hasHeld(paged, name, { a })).toBe(true);
  expect(await hasHeld(paged, name, { a: '4' })).toBe(false);
});

test('a refusal is not taken for a secret without a value', async () => {
  const refusing = secretsManagerClient(async () => errorResponse('AccessDeniedException', 'no'));
  const refusal = { name: 'AccessDeniedException', message: 'no' };
  await expect(readSecret(refusing, name)).rejects.toMatchObject(refusal);
  await expect(hasHeld(refusing, name, {})).rejects.toMatchObject(refusal);
});
