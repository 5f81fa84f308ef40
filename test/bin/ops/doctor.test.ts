import { writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Deployment, startDeployment } from '../../support/deployment.ts';
import { opsOn, runOps } from '../../support/ops.ts';
import type { Document, Misbehaviour } from '../../support/programmable-provider/index.ts';
import { openSecret } from '../../support/secrets.ts';

interface Found {
  readonly provider?: string;
  readonly name: string;
  readonly state: string;
  readonly what: string;
  readonly cure?: string;
}

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [
      { name: 'op' },
      { name: 'corp', algorithm: 'HS256' },
      { name: 'aq', algorithm: 'HS256', config: { type: 'authentiq' } },
      { name: 'old', config: { enabled: false } },
    ],
  });
});
afterAll(() => deployment.close());

/** Metadata without faults. */
const complete = (document: Document): Document => ({
  ...document,
  id_token_signing_alg_values_supported: ['RS256', 'HS256'],
  token_endpoint_auth_methods_supported: ['client_secret_basic'],
  code_challenge_methods_supported: ['S256'],
});
/** Authentiq refuses unregistered redirect URIs. */
const refuse = (response: ServerResponse) => void response.writeHead(400).end();
const behaveWell = () => {
  for (const name of ['op', 'corp']) deployment.provider(name).misbehave({ discovery: complete });
  deployment.provider('aq').misbehave({ discovery: complete, replies: { authorize: refuse } });
};
beforeAll(behaveWell);
afterEach(behaveWell);

/** Findings and exit code of doctor. */
async function examine(...args: string[]): Promise<{ code: number | null; err: string; found: readonly Found[] }> {
  const { code, out, err } = await opsOn(deployment, ['doctor', '--json', ...args]);
  return { code, err, found: JSON.parse(out) };
}

const troubles = (found: readonly Found[]) => found.filter(({ state }) => state !== 'ok');

test('without faults, doctor prints one line per check', async () => {
  const { code, found } = await examine();
  expect(troubles(found)).toEqual([]);
  expect(code).toBe(0);
  const names = (provider?: string) => found.filter((each) => each.provider === provider).map(({ name }) => name);
  expect(names()).toEqual(['configuration', 'table', 'clock', 'base URL', 'settings', 'session keys', 'key rotation']);
  const common = ['secret', 'rotation', 'proof', 'discovery', 'algorithm', 'authentication', 'PKCE', 'pushing'];
  expect(names('op')).toEqual([...common, 'keys', 'clock', 'redirect URI', 'switch', 'issuer']);
  expect(names('corp')).toEqual([...common, 'clock', 'redirect URI', 'switch', 'issuer']);
  expect(names('aq')).toEqual([...common, 'clock', 'redirect URI', 'test mode', 'switch', 'issuer']);

  const { out, err } = await opsOn(deployment, ['doctor']);
  expect(err).toBe('No faults.\n');
  expect(out.trimEnd().split('\n')).toHaveLength(found.length);
  expect(out).toMatch(/^ok {7}configuration {8}enabled providers: op, corp, aq\nok {7}table +\S+ answers\n/);
  expect(out).toContain('op proof             the provider knows it (400 invalid_grant)\n');
});

const withMetadata = (changes: Document): Misbehaviour => ({ discovery: (all) => ({ ...complete(all), ...changes }) });
const dated = (seconds: number): Misbehaviour => ({
  discovery: complete,
  replies: {
    discovery(response, proceed) {
      response.setHeader('date', new Date(Date.now() + seconds * 1000).toUTCString());
      return proceed();
    },
  },
});

describe('faults of a provider are found, with the remedy', () => {
  test.each<[string, Misbehaviour, Partial<Found>]>([
    [
      'another issuer',
      withMetadata({ issuer: 'https://other.example.com' }),
      { name: 'discovery', state: 'wrong', what: expect.stringContaining('found https://other.example.com') as never },
    ],
    [
      'another algorithm',
      withMetadata({ id_token_signing_alg_values_supported: ['ES256'] }),
      { name: 'algorithm', state: 'wrong', what: 'ID tokens are signed with ES256, not with RS256' },
    ],
    [
      'no list of algorithms',
      withMetadata({ id_token_signing_alg_values_supported: undefined }),
      { name: 'algorithm', state: 'warning' },
    ],
    [
      'another authentication',
      withMetadata({ token_endpoint_auth_methods_supported: ['private_key_jwt'] }),
      { name: 'authentication', state: 'wrong', cure: 'set tokenEndpointAuthMethod to one of these and deploy' },
    ],
    ['no PKCE', withMetadata({ code_challenge_methods_supported: ['plain'] }), { name: 'PKCE', state: 'warning' }],
    [
      'keys of no use',
      { discovery: complete, jwks: ({ keys }) => ({ keys: keys.slice(0, 3) }) },
      { name: 'keys', state: 'wrong', what: 'none of its 3 keys can verify RS256' },
    ],
    [
      'a demand that requests be pushed, and no place for them',
      withMetadata({ require_pushed_authorization_requests: true }),
      { name: 'pushing', state: 'wrong', cure: expect.stringContaining('its metadata') as never },
    ],
    ['no place of the keys', withMetadata({ jwks_uri: undefined }), { name: 'keys', state: 'wrong' }],
    ['a clock that is slow', dated(-45), { name: 'clock', state: 'warning' }],
    ['a clock that is wrong', dated(90), { name: 'clock', state: 'wrong' }],
  ])('%s', async (_, misbehaviour, expected) => {
    deployment.provider('op').misbehave(misbehaviour);
    const { code, err, found } = await examine();
    expect(troubles(found)).toEqual([expect.objectContaining({ provider: 'op', ...expected })]);
    expect(code).toBe(expected.state === 'wrong' ? 1 : 0);
    expect(err).toBe(expected.state === 'wrong' ? '1 fault.\n' : '');
  });

  test('Authentiq in test mode, which accepts any redirect URI', async () => {
    const [authentiq] = (await examine()).found.filter(({ name }) => name === 'test mode');
    expect(authentiq).toMatchObject({ provider: 'aq', state: 'ok' });
    deployment.provider('aq').misbehave({ discovery: complete });
    const { code, found } = await examine();
    expect(code).toBe(0);
    expect(troubles(found)).toEqual([
      {
        ...{ provider: 'aq', name: 'test mode', state: 'warning' },
        what: expect.stringContaining('is accepted (status 302)'),
        cure: `register ${deployment.baseUrl}/callback/aq at the provider`,
      },
    ]);
  });

  test('an unreachable provider does not affect the checks of others', async () => {
    const away = { discovery: (response: { destroy(): void }) => response.destroy() };
    deployment.provider('op').misbehave({ replies: away });
    const { code, found } = await examine();
    expect(code).toBe(1);
    expect(troubles(found).map(({ provider, name, state }) => [provider, name, state])).toEqual([
      ['op', 'discovery', 'wrong'],
      ['op', 'clock', 'wrong'],
    ]);
    expect(found.filter(({ provider }) => provider === 'corp')).toHaveLength(12);
  });

  test('a provider that never answers times out', async () => {
    deployment.provider('op').misbehave({ discovery: complete, replies: { token: () => undefined } });
    const { found } = await examine();
    expect(troubles(found)).toMatchObject([{ provider: 'op', name: 'proof', what: expect.stringContaining('8 s') }]);
  });
});

describe('faults of the deployment are found, with the remedy', () => {
  test('a wrong client secret, and a missing one', async () => {
    const right = (await openSecret(deployment, 'corp').value()) ?? {};
    for (const [value, name] of [
      [{ ...right, client_secret: 'of-somebody-else' }, 'proof'],
      [{ not_set: 'x' }, 'secret'],
    ] as const) {
      await openSecret(deployment, 'corp').put(value, 'AWSCURRENT');
      const { code, err, found } = await examine();
      expect({ code, err }).toEqual({ code: 1, err: '1 fault.\n' });
      const cure = expect.stringContaining('npm run ops -- secret set corp');
      expect(troubles(found)).toEqual([expect.objectContaining({ provider: 'corp', name, state: 'wrong', cure })]);
      expect(JSON.stringify(found)).not.toContain('of-somebody-else');
    }
    await openSecret(deployment, 'corp').put(right, 'AWSCURRENT');
  });

  test('a staged secret that was refused is not asked for again', async () => {
    const status = { pk: 'SECRET#provider#corp', sk: 'STATUS' };
    const failure = { version: 'v2', at: Date.now(), step: 'testSecret', reason: 'the client secret is wrong' };
    await deployment.table.set(status, 'failure', failure);
    const cure = async () => (await examine()).found.find(({ cure }) => cure?.includes('fix the cause'))?.cure;
    expect(await cure()).toBe('fix the cause, then npm run ops -- secret set corp');
    await openSecret(deployment, 'corp').put({ client_secret: 'staged' }, 'POSTERN_STAGED');
    expect(await cure()).toBe(
      'fix the cause, then npm run ops -- secret rotate corp; npm run ops -- secret unstage corp removes the staged secret',
    );
    const { code, err } = await opsOn(deployment, ['doctor']);
    expect({ code, err }).toEqual({ code: 0, err: 'No faults; 1 warning.\n' });
    await opsOn(deployment, ['secret', 'unstage', 'corp']);
    await deployment.table.set(status, 'failure', { ...failure, at: 0 });
  });

  test('an unfinished rotation, a provider that is switched off, session keys without a next key', async () => {
    const version = await openSecret(deployment, 'op').put({ client_secret: 'half-way' }, 'AWSPENDING');
    const failure = { version, at: Date.now(), step: 'testSecret', reason: 'the provider was away' };
    await deployment.table.set({ pk: 'SECRET#provider#op', sk: 'STATUS' }, 'failure', failure);
    await opsOn(deployment, ['providers', 'disable', 'corp']);
    const { current } = (await openSecret(deployment).value()) ?? {};
    await openSecret(deployment).put({ current }, 'AWSCURRENT');
    const { found } = await examine();
    expect(troubles(found)).toMatchObject([
      { name: 'session keys', state: 'warning', cure: 'npm run ops -- keys rotate' },
      { provider: 'op', name: 'rotation', state: 'wrong', what: expect.stringContaining('the provider was away') },
      { provider: 'corp', name: 'switch', state: 'warning', cure: 'npm run ops -- providers enable corp' },
    ]);
  });

  test('an invalid configuration, or one with an undeployed provider, does not prevent the other checks', async () => {
    const file = join(deployment.stack.dataDir, 'other.json');
    writeFileSync(file, '{"providers": []}');
    const broken = await examine('--config', file);
    expect(broken.code).toBe(1);
    expect(broken.found).toContainEqual({
      name: 'configuration',
      state: 'wrong',
      what: expect.stringMatching(/providers/),
    });
    expect(broken.found).toContainEqual(expect.objectContaining({ name: 'table', state: 'ok' }));

    const planned = { name: 'planned', issuer: deployment.provider('op').issuer, appId: 'client-1' };
    writeFileSync(file, JSON.stringify({ providers: [planned] }));
    const { found } = await examine('--config', file);
    const wrong = found.filter(({ state }) => state === 'wrong');
    expect(wrong.filter(({ name }) => name === 'settings')).toContainEqual(
      expect.objectContaining({ what: 'providers: deployed [op, corp, aq] / here [planned]' }),
    );
    expect(wrong.filter(({ name }) => name !== 'settings')).toMatchObject([
      { provider: 'planned', name: 'secret', cure: 'npm run deploy' },
      { provider: 'planned', name: 'redirect URI', what: expect.stringContaining('404 (unknown_provider)') },
    ]);
  });

  test.each([
    ['--url=https://nowhere.invalid', 'wrong'],
    ['--url=http://login.example.com', 'not an https URL without a path'],
    ['--url=https://login.example.com/login', 'not an https URL without a path'],
  ])('%s', async (option, words) => {
    const { code, found } = await examine(option);
    expect(code).toBe(1);
    expect(JSON.stringify(found.filter(({ name }) => name === 'base URL'))).toContain(words);
  });
});

test('fails if no local run is up', async () => {
  const { code, out, err } = await runOps(['doctor', '--local', '--data', '/nowhere']);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('No local run is up');
});
