import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { RotationRefused } from '../../../functions/rotation/secret-to-rotate.ts';
import { clientSecretScene, type Fixture, newVersion, openFixture } from './fixture.ts';

const team = { teamId: 'TEAM123456', keyId: 'KEY1234567' };
let fixture: Fixture;
/** The keys that the provider knows, by their ids. */
let known: Map<string, KeyObject>;

beforeAll(async () => {
  fixture = await openFixture();
  fixture.provider.misbehave({ client: (form) => isSigned(form.get('client_secret') ?? '') });
});
beforeEach(() => {
  known = new Map();
});
afterAll(() => fixture.close());

/** Whether a client secret is a JWT as Apple wants it, of one of the known keys. */
async function isSigned(jwt: string): Promise<boolean> {
  try {
    const key = known.get(decodeProtectedHeader(jwt).kid ?? '');
    const claims = { issuer: team.teamId, subject: 'client-1', audience: fixture.provider.issuer };
    return key !== undefined && (await jwtVerify(jwt, key, { ...claims, algorithms: ['ES256'] })) !== undefined;
  } catch {
    return false;
  }
}

/** A new private key, which the provider knows by this id. */
function newKey(keyId?: string, namedCurve = 'P-256'): string {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  if (keyId !== undefined) known.set(keyId, publicKey);
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

/** The secret of a provider whose client secret is made from a private key; what is staged for it. */
async function keyScene(staged: object) {
  const current = { private_key: newKey(team.keyId) };
  const settings = { clientSecretJwt: team, tokenEndpointAuthMethod: 'client_secret_post' } as const;
  const scene = await clientSecretScene(fixture, current, settings);
  const stage = (value: object) => fixture.store.put(scene.arn, value, 'POSTERN_STAGED');
  return { ...scene, stage, stagedVersion: await stage(staged), version: newVersion() };
}

describe('a private key that is staged', () => {
  test('is proved and promoted with its id, and written nowhere else', async () => {
    const staged = { private_key: newKey('KEY7654321'), key_id: 'KEY7654321' };
    const { rotate, version, first, labels, current, lines } = await keyScene(staged);
    await rotate(version);
    expect(await labels()).toEqual({ [version]: ['AWSCURRENT'], [first]: ['AWSPREVIOUS'] });
    expect((await current()).value).toEqual({ ...staged, ...fixture.bound });
    expect(JSON.stringify([lines, await fixture.table.items()])).not.toContain('PRIVATE KEY');
  });

  test('without its id is one of the configured id, under which the provider does not know it', async () => {
    const { take, version, first, labels, stagedVersion } = await keyScene({ private_key: newKey('KEY7654321') });
    await take('createSecret', version);
    await expect(take('testSecret', version)).rejects.toThrow('the private key is wrong: ');
    expect(await labels()).toEqual({ [first]: ['AWSCURRENT'], [stagedVersion]: ['POSTERN_STAGED'] });
  });

  test.each([
    ['is no key', () => 'hush', 'it is no private key'],
    ['is of another curve', () => newKey('KEY7654321', 'P-384'), 'it is no key of the curve P-256'],
  ])('and %s is given up, so that another rotation may begin', async (_, make, reason) => {
    const scene = await keyScene({ private_key: make(), key_id: 'KEY7654321' });
    const { take, version, first, labels, stagedVersion, lines } = scene;
    await take('createSecret', version);
    const refusal = await take('testSecret', version).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(RotationRefused);
    expect(refusal).toHaveProperty('message', `the private key cannot be used: ${reason}`);
    expect(await labels()).toEqual({ [first]: ['AWSCURRENT'], [stagedVersion]: ['POSTERN_STAGED'] });
    expect(JSON.stringify([lines, await fixture.table.items()])).not.toMatch(/hush|PRIVATE KEY/);
  });

  test('under another id while the rotation goes on stays staged', async () => {
    const privateKey = newKey('KEY7654321');
    const { take, rotate, stage, version, labels } = await keyScene({ private_key: privateKey, key_id: 'KEY7654321' });
    await take('createSecret', version);
    const later = await stage({ private_key: privateKey, key_id: 'KEY0000000' });
    await rotate(version);
    expect((await labels())[later]).toEqual(['POSTERN_STAGED']);
  });
});
