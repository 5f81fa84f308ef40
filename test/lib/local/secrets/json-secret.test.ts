import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { createSecretsManagerClient } from '../../../../lib/local/aws/clients.ts';
import { type AwsService, errorResponse } from '../../../../lib/local/aws/service.ts';
import { hasEverHeld, putJsonSecret, readJsonSecret } from '../../../../lib/local/secrets/json-secret.ts';
import { openSecretsManagerStandIn } from '../../../../lib/local/secrets-manager/index.ts';

const directory = mkdtempSync(join(tmpdir(), 'postern-stored-secret-'));
afterAll(() => rmSync(directory, { recursive: true }));

const name = 'secret';
let standIn: AwsService;
let secretsManager: SecretsManagerClient;
beforeEach(async () => {
  standIn = openSecretsManagerStandIn(join(mkdtempSync(join(directory, 'data-')), 'secrets.json'));
  secretsManager = createSecretsManagerClient(standIn);
  await secretsManager.send(new CreateSecretCommand({ Name: name }));
});

test('a secret without a value has no current value and no earlier ones', async () => {
  expect(await readJsonSecret(secretsManager, name)).toBeUndefined();
  expect(await hasEverHeld(secretsManager, name, { a: '1' })).toBe(false);
});

test('the stored value is current; earlier values are found among the versions', async () => {
  await putJsonSecret(secretsManager, name, { a: '1', b: '2' });
  await putJsonSecret(secretsManager, name, { a: '3' });
  expect(await readJsonSecret(secretsManager, name)).toEqual({ a: '3' });
  expect(await hasEverHeld(secretsManager, name, { a: '1' })).toBe(true);
  expect(await hasEverHeld(secretsManager, name, { a: '1', b: '3' })).toBe(false);
  expect(await hasEverHeld(secretsManager, name, { b: '2', c: '3' })).toBe(false);
});

test('finds versions on all pages of the list', async () => {
  await putJsonSecret(secretsManager, name, { a: 'first' });
  for (let count = 0; count < 4; count += 1) await putJsonSecret(secretsManager, name, { a: String(count) });
  const paged = createSecretsManagerClient(({ target, body }) =>
    standIn({
      target,
      body: target.endsWith('ListSecretVersionIds') ? JSON.stringify({ ...JSON.parse(body), MaxResults: 2 }) : body,
    }),
  );
  for (const a of ['first', '0', '1', '2', '3']) expect(await hasEverHeld(paged, name, { a })).toBe(true);
  expect(await hasEverHeld(paged, name, { a: '4' })).toBe(false);
});

test('an access-denied error is not mistaken for a secret without a value', async () => {
  const refusing = createSecretsManagerClient(async () => errorResponse('AccessDeniedException', 'no'));
  const refusal = { name: 'AccessDeniedException', message: 'no' };
  await expect(readJsonSecret(refusing, name)).rejects.toMatchObject(refusal);
  await expect(hasEverHeld(refusing, name, {})).rejects.toMatchObject(refusal);
});
