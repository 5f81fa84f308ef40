import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createSecretsManagerClient } from '../../../../lib/local/aws/clients.ts';
import { readLocalConfig } from '../../../../lib/local/local-config.ts';
import { storeClientSecrets, storeRegistrations } from '../../../../lib/local/secrets/provider-secrets.ts';
import { openSecretsManagerStandIn } from '../../../../lib/local/secrets-manager/index.ts';

const directory = mkdtempSync(join(tmpdir(), 'postern-client-secrets-'));
afterAll(() => rmSync(directory, { recursive: true }));

const names = ['authentiq', 'corp'];
let secretsManager: SecretsManagerClient;
let arns: Map<string, string>;
beforeEach(async () => {
  const file = join(mkdtempSync(join(directory, 'data-')), 'secrets.json');
  secretsManager = createSecretsManagerClient(openSecretsManagerStandIn(file));
  arns = new Map();
  for (const Name of names) {
    const { ARN } = await secretsManager.send(new CreateSecretCommand({ Name, SecretString: '{"not_set":"x"}' }));
    arns.set(Name, String(ARN));
  }
});

async function stored(name: string): Promise<unknown> {
  const { SecretString } = await secretsManager.send(new GetSecretValueCommand({ SecretId: arns.get(name) }));
  return JSON.parse(String(SecretString));
}

async function store(name: string, value: object | string): Promise<void> {
  const SecretString = typeof value === 'string' ? value : JSON.stringify(value);
  await secretsManager.send(new PutSecretValueCommand({ SecretId: arns.get(name), SecretString }));
}

async function countVersions(name: string): Promise<number> {
  const list = new ListSecretVersionIdsCommand({ SecretId: arns.get(name), IncludeDeprecated: true });
  return (await secretsManager.send(list)).Versions?.length ?? 0;
}

/** One start with that provider, whose secret the configuration file gives or not. */
async function start(appSecret?: string, provider: object = { name: 'authentiq', appId: 'a' }) {
  const config = join(directory, 'config.json');
  writeFileSync(config, JSON.stringify({ providers: [{ ...provider, appSecret }] }));
  const options = { port: 0, config, data: directory, provider: true, asDeployed: false };
  return storeClientSecrets(secretsManager, readLocalConfig(options, 'http://localhost:3001/'), arns);
}

/** What binds the secrets of the two providers. */
const bound = {
  authentiq: { issuer: 'http://localhost:3001/', client_id: 'a' },
  corp: { issuer: 'https://login.example.com', client_id: 'b' },
};
const corp = { name: 'corp', issuer: 'https://login.example.com', appId: 'b' };
const privateKey = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey;
const registration = { registrationAccessToken: 't', registrationClientUri: 'http://localhost:3001/client/a' };
const storedRegistration = {
  registration_access_token: 't',
  registration_client_uri: 'http://localhost:3001/client/a',
};

describe('a provider that the local provider stands in for', () => {
  test('gets a random secret if none is stored, once', async () => {
    const first = await start();
    const clientSecret = first.get('authentiq')?.clientSecret;
    expect(clientSecret).toMatch(/^[\w-]{43}$/);
    expect(first).toEqual(new Map([['authentiq', { clientSecret, secretIsGiven: true }]]));
    expect(await stored('authentiq')).toEqual({ client_secret: clientSecret, ...bound.authentiq });
    const again = await start();
    expect(again).toEqual(new Map([['authentiq', { clientSecret, secretIsGiven: false }]]));
    expect(await countVersions('authentiq')).toBe(2);
  });

  test('keeps the secret that a rotation or an operator stored', async () => {
    await store('authentiq', { client_secret: 'rotated', more: 1 });
    expect((await start()).get('authentiq')).toEqual({ clientSecret: 'rotated', secretIsGiven: false });
    expect(await stored('authentiq')).toEqual({ client_secret: 'rotated', more: 1, ...bound.authentiq });
  });

  test.each([
    'no JSON',
    '"text"',
    '{"client_secret":""}',
    '{"client_secret":1}',
    JSON.stringify({ private_key: privateKey }),
  ])('gets a random secret in place of %j', async (value) => {
    await store('authentiq', value);
    const clientSecret = (await start()).get('authentiq')?.clientSecret;
    expect(await stored('authentiq')).toEqual({ client_secret: clientSecret, ...bound.authentiq });
  });

  test('cannot be given a private key', async () => {
    await expect(start(privateKey)).rejects.toThrow(
      'appSecret of provider authentiq must be 1 to 1,024 printable characters without spaces around it.',
    );
  });
});

describe('an appSecret in the configuration file', () => {
  test('is stored, and passed to the local provider', async () => {
    expect((await start('of-the-file')).get('authentiq')).toEqual({ clientSecret: 'of-the-file', secretIsGiven: true });
    expect(await stored('authentiq')).toEqual({ client_secret: 'of-the-file', ...bound.authentiq });
    expect((await start('of-the-file')).get('authentiq')).toEqual({ clientSecret: 'of-the-file', secretIsGiven: true });
    expect(await countVersions('authentiq')).toBe(2);
  });

  test('does not undo a rotation at the next start, however many versions ago it was stored', async () => {
    await start('of-the-file');
    for (let turn = 0; turn < 3; turn += 1)
      await store('authentiq', { client_secret: `rotated-${turn}`, ...bound.authentiq });
    const count = await countVersions('authentiq');
    expect((await start('of-the-file')).get('authentiq')).toEqual({ clientSecret: 'rotated-2', secretIsGiven: false });
    expect(await stored('authentiq')).toEqual({ client_secret: 'rotated-2', ...bound.authentiq });
    expect(await countVersions('authentiq')).toBe(count);
  });

  test('replaces the stored secret if it is new, and keeps the other members', async () => {
    await store('authentiq', { client_secret: 'before', private_key: 'k', ...storedRegistration });
    expect((await start('changed')).get('authentiq')).toEqual({ clientSecret: 'changed', secretIsGiven: true });
    expect(await stored('authentiq')).toEqual({ client_secret: 'changed', ...storedRegistration, ...bound.authentiq });
  });

  test('is stored again if the current value is unusable', async () => {
    await start('of-the-file');
    await store('authentiq', { not_set: 'x' });
    await start('of-the-file');
    expect(await stored('authentiq')).toEqual({ client_secret: 'of-the-file', ...bound.authentiq });
  });

  test('can be a private key for any other provider, also in place of a client secret', async () => {
    await store('corp', { client_secret: 'before' });
    expect(await start(privateKey, corp)).toEqual(new Map());
    expect(await stored('corp')).toEqual({ private_key: privateKey.trim(), ...bound.corp });
    await start(undefined, corp);
    expect(await countVersions('corp')).toBe(3);
  });

  test.each([' spaces ', 'x'.repeat(1025), 'é'])('is refused if invalid: %j', async (appSecret) => {
    await expect(start(appSecret, corp)).rejects.toThrow(
      'appSecret of provider corp must be 1 to 1,024 printable characters without spaces around it, or a private key (PKCS #8, PEM).',
    );
    expect(await stored('corp')).toEqual({ not_set: 'x' });
  });
});

describe('any other provider', () => {
  test('needs a configured or stored secret', async () => {
    await expect(start(undefined, corp)).rejects.toThrow('Provider corp has no client secret');
    await store('corp', { client_secret: 'stored' });
    expect(await start(undefined, corp)).toEqual(new Map());
    expect(await stored('corp')).toEqual({ client_secret: 'stored', ...bound.corp });
  });

  test('needs a secret of the template', async () => {
    arns.delete('corp');
    await expect(start('s', corp)).rejects.toThrow('No function of the template has the secret ARN of provider corp.');
  });
});

test('registrations are stored beside the client secret, only if they changed', async () => {
  await store('authentiq', { client_secret: 'c', more: 1 });
  const registrations = new Map([['authentiq', registration]]);
  await storeRegistrations(secretsManager, arns, registrations);
  expect(await stored('authentiq')).toEqual({ client_secret: 'c', more: 1, ...storedRegistration });
  await storeRegistrations(secretsManager, arns, registrations);
  expect(await countVersions('authentiq')).toBe(3);
  const moved = { ...registration, registrationClientUri: 'http://localhost:4001/client/a' };
  await storeRegistrations(secretsManager, arns, new Map([['authentiq', moved]]));
  expect(await stored('authentiq')).toMatchObject({
    client_secret: 'c',
    registration_client_uri: moved.registrationClientUri,
  });
  expect(await stored('corp')).toEqual({ not_set: 'x' });
});
