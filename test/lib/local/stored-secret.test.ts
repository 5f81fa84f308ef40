import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { AwsError, type AwsService, callAws } from '../../../lib/local/aws/request.ts';
import { openSecretsManager, secretsManagerTarget } from '../../../lib/local/secrets-manager/index.ts';
import { hasHeld, putSecret, readSecret } from '../../../lib/local/stored-secret.ts';

const directory = mkdtempSync(join(tmpdir(), 'postern-stored-secret-'));
afterAll(() => rmSync(directory, { recursive: true }));

const name = 'secret';
let secretsManager: AwsService;
beforeEach(async () => {
  secretsManager = openSecretsManager(join(mkdtempSync(join(directory, 'data-')), 'secrets.json'));
  await callAws(secretsManager, `${secretsManagerTarget}.CreateSecret`, { Name: name });
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
  const paged: AwsService = ({ target, body }) =>
    secretsManager({
      target,
      body: target.endsWith('ListSecretVersionIds') ? JSON.stringify({ ...JSON.parse(body), MaxResults: 2 }) : body,
    });
  for (const a of ['first', '0', '1', '2', '3']) expect(await hasHeld(paged, name, { a })).toBe(true);
  expect(await hasHeld(paged, name, { a: '4' })).toBe(false);
});

test('a refusal is not taken for a secret without a value', async () => {
  const refusing: AwsService = async () => ({ status: 400, body: '{"__type":"AccessDeniedException","message":"no"}' });
  await expect(readSecret(refusing, name)).rejects.toThrow(AwsError);
  await expect(hasHeld(refusing, name, {})).rejects.toThrow(AwsError);
});
