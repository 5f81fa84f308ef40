import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import { RotationOver, RotationRefused } from '../../../functions/rotation/secret-to-rotate.ts';
import type { Reply } from '../../support/programmable-provider/misbehaviour.ts';
import { json, page, reset } from '../../support/programmable-provider/replies.ts';
import { clientSecretScene, type Fixture, newVersion, openFixture, steps } from './fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
beforeEach(() => {
  fixture.provider.misbehave({});
  fixture.provider.changeSecret('hush-one-of-the-provider');
});
afterAll(() => fixture.close());

/** A provider's secret, of which the provider knows what is current, with a client secret or a value that is staged. */
async function stagedScene(staged: string | object, changes: Partial<ProviderSettings> = {}) {
  const scene = await clientSecretScene(fixture, { client_secret: fixture.provider.clientSecret }, changes);
  const stage = (value: string | object) =>
    fixture.store.put(scene.arn, typeof value === 'string' ? { client_secret: value } : value, 'POSTERN_STAGED');
  const stagedVersion = await stage(staged);
  const version = newVersion();
  /** All that a rotation may change. */
  const everything = async () => ({
    ...{ labels: await scene.labels(), current: await scene.current() },
    ...{ status: await scene.status(), trail: await scene.trail() },
  });
  return { ...scene, version, stage, stagedVersion, everything };
}

/** The same where the provider knows what is staged, too. */
function rightScene() {
  fixture.provider.addSecret('hush-two-of-the-provider');
  return stagedScene('hush-two-of-the-provider');
}

const tokenCalls = () => fixture.provider.calls('token');

describe('a client secret that is staged and right', () => {
  test('becomes the current one; the one before is kept, and nothing else is left', async () => {
    const { rotate, version, first, labels, current } = await rightScene();
    await rotate(version);
    expect(await labels()).toEqual({ [version]: ['AWSCURRENT'], [first]: ['AWSPREVIOUS'] });
    expect(await current()).toMatchObject({ id: version, value: { client_secret: 'hush-two-of-the-provider' } });
  });

  test('is not in use before the last step', async () => {
    const { take, version, first, labels, stagedVersion } = await rightScene();
    const pending = { [first]: ['AWSCURRENT'], [version]: ['AWSPENDING'], [stagedVersion]: ['POSTERN_STAGED'] };
    for (const step of ['createSecret', 'setSecret', 'testSecret'] as const) {
      await take(step, version);
      expect(await labels()).toEqual(pending);
    }
  });

  test('is proved once; proof and promotion are recorded', async () => {
    const { rotate, version, status, state } = await rightScene();
    const from = tokenCalls();
    await rotate(version);
    expect(await status()).toEqual({
      proof: { version, at: state.now, outcome: 'right', reason: 'the provider knows it (400 invalid_grant)' },
      promoted: { version, at: state.now },
      fallbacks: new Map(),
    });
    expect(tokenCalls()).toBe(from + 3);
  });

  test('is one event of the audit log', async () => {
    const { rotate, version, trail, name, state } = await rightScene();
    await rotate(version);
    const event = { event: 'secret.rotated', actor: 'rule', ...Object(name), at: state.now };
    expect(await trail()).toEqual([
      expect.objectContaining({ ...event, id: expect.stringMatching(/^evt_[\w-]{22}$/) }),
    ]);
  });

  test('is written nowhere but into the secret', async () => {
    const { rotate, version, lines, name } = await rightScene();
    await rotate(version);
    const { provider } = Object(name);
    const step = (step: string) => ({ level: 'info', event: 'rotation_step', step, version, provider });
    expect(lines).toEqual([
      ...['createSecret', 'setSecret', 'testSecret'].map(step),
      expect.objectContaining({ level: 'info', event: 'secret.rotated', provider }),
      step('finishSecret'),
    ]);
    expect(JSON.stringify([lines, await fixture.table.items()])).not.toContain('hush');
  });

  test('is promoted by no step twice: each step again changes nothing, and asks the provider nothing', async () => {
    const { take, version, everything, state } = await rightScene();
    for (const step of steps) {
      await take(step, version);
      const [known, asked] = [await everything(), tokenCalls()];
      state.now += 60_000;
      await take(step, version);
      expect(await everything()).toEqual(known);
      expect(tokenCalls()).toBe(asked);
    }
  });

  test('stays as it is when the whole rotation is repeated after its end', async () => {
    const { rotate, version, everything, state } = await rightScene();
    await rotate(version);
    const [known, asked] = [await everything(), tokenCalls()];
    state.now += 3_600_000;
    await rotate(version);
    expect(await everything()).toEqual(known);
    expect(tokenCalls()).toBe(asked);
  });

  test('does not come back when an old rotation is repeated after a later one', async () => {
    const { rotate, version, everything, stage } = await rightScene();
    await rotate(version);
    fixture.provider.addSecret('hush-three-of-the-provider');
    await stage('hush-three-of-the-provider');
    await rotate(newVersion());
    const { labels, current } = await everything();
    await expect(rotate(version)).rejects.toBeInstanceOf(RotationOver);
    expect(await everything()).toMatchObject({ labels, current });
  });

  test('is proved by the last step if that is the only one', async () => {
    const { take, version, current } = await rightScene();
    await take('createSecret', version);
    await take('finishSecret', version);
    expect((await current()).id).toBe(version);
    const wrong = await stagedScene('hush-wrong');
    await wrong.take('createSecret', wrong.version);
    await expect(wrong.take('finishSecret', wrong.version)).rejects.toThrow('the client secret is wrong');
    expect((await wrong.current()).id).toBe(wrong.first);
  });

  test('leaves alone what was staged after the rotation began', async () => {
    const { take, version, stage, labels, first } = await rightScene();
    await take('createSecret', version);
    const later = await stage('hush-later');
    for (const step of steps) await take(step, version);
    expect(await labels()).toEqual({
      [version]: ['AWSCURRENT'],
      [first]: ['AWSPREVIOUS'],
      [later]: ['POSTERN_STAGED'],
    });
  });
});

describe('a client secret that is staged and wrong', () => {
  const reason = 'the client secret is wrong: the provider refuses it (401 invalid_client)';
  /** A rotation that testSecret has refused. */
  async function refusedScene() {
    const scene = await stagedScene('hush-wrong');
    await scene.take('createSecret', scene.version);
    await scene.take('setSecret', scene.version);
    const refusal = await scene.take('testSecret', scene.version).catch((error: unknown) => error);
    return { ...scene, refusal };
  }

  test('is refused with the reason; the current one stays, and nothing is pending', async () => {
    const { refusal, labels, first, stagedVersion } = await refusedScene();
    expect(refusal).toBeInstanceOf(RotationRefused);
    expect(refusal).toHaveProperty('message', reason);
    expect(await labels()).toEqual({ [first]: ['AWSCURRENT'], [stagedVersion]: ['POSTERN_STAGED'] });
  });

  test('is recorded with its proof, and is one event of the audit log and one error of the log', async () => {
    const { status, trail, lines, version, state, name } = await refusedScene();
    const at = state.now;
    expect(await status()).toEqual({
      proof: { version, at, outcome: 'wrong', reason: 'the provider refuses it (401 invalid_client)' },
      failure: { version, at, step: 'testSecret', reason },
      fallbacks: new Map(),
    });
    const about = { ...Object(name), reason };
    expect(await trail()).toEqual([
      expect.objectContaining({ event: 'secret.rotation_failed', actor: 'rule', ...about }),
    ]);
    const errors = lines.filter(({ level }) => level === 'error');
    const causes = [`RotationRefused: ${reason}`];
    expect(errors).toEqual([
      { level: 'error', event: 'rotation_failed', step: 'testSecret', version, ...about, causes },
    ]);
    expect(JSON.stringify([lines, await fixture.table.items()])).not.toContain('hush');
  });

  test('does not become current by the last step, nor by all of them again, and the reason stays', async () => {
    const { take, rotate, version, everything } = await refusedScene();
    const known = await everything();
    await expect(take('finishSecret', version)).rejects.toBeInstanceOf(RotationOver);
    await expect(rotate(version)).rejects.toThrow('the version is not pending');
    expect(await everything()).toEqual(known);
  });

  test('is no better for the one before it that was right', async () => {
    const { rotate, stage, version, current } = await rightScene();
    await rotate(version);
    await stage('hush-wrong');
    await expect(rotate(newVersion())).rejects.toThrow(reason);
    expect((await current()).id).toBe(version);
  });

  test('keeps no other from being staged and rotated to', async () => {
    const { rotate, stage, labels, status, first } = await refusedScene();
    fixture.provider.addSecret('hush-two-of-the-provider');
    await stage('hush-two-of-the-provider');
    const version = newVersion();
    await rotate(version);
    expect(await labels()).toEqual({ [version]: ['AWSCURRENT'], [first]: ['AWSPREVIOUS'] });
    expect(await status()).not.toHaveProperty('failure');
  });
});

describe('a client secret that belongs to another issuer or client', () => {
  test.each([{ issuer: 'https://other.example.com' }, { client_id: 'client-2' }])(
    'is neither proved nor promoted: %j',
    async (foreign) => {
      fixture.provider.addSecret('hush-two-of-the-provider');
      const value = { client_secret: 'hush-two-of-the-provider', ...fixture.bound, ...foreign };
      const { rotate, take, version, current, first, arn } = await stagedScene(value);
      const before = tokenCalls();
      await expect(rotate(version)).rejects.toThrow(/belongs to the issuer .* and the client /);
      const pending = await fixture.store.put(arn, value, 'AWSPENDING');
      await expect(take('finishSecret', pending)).rejects.toThrow('belongs to the issuer');
      expect([(await current()).id, tokenCalls()]).toEqual([first, before]);
    },
  );
});

describe('a client secret of which the provider tells nothing', () => {
  const answers: readonly (readonly [string, 'token' | 'discovery', Reply, string])[] = [
    ['a failure', 'token', json(500, { error: 'server_error' }), 'the token endpoint answered with 500 server_error'],
    ['a page', 'token', page, 'the token endpoint answered with status 200'],
    ['no answer', 'token', reset, 'the provider does not answer'],
    ['no metadata', 'discovery', reset, 'a document of the provider cannot be read'],
    [
      'one and the same refusal',
      'token',
      json(400, { error: 'invalid_grant' }),
      'the provider does not refuse a wrong secret (400 invalid_grant), so this tells nothing',
    ],
  ];

  test.each(answers)('for %s of the %s endpoint is not promoted', async (_, endpoint, reply, why) => {
    const { take, version, labels, status, trail, first, stagedVersion } = await rightScene();
    fixture.provider.misbehave({ replies: { [endpoint]: reply } });
    await take('createSecret', version);
    const reason = `whether the client secret is right cannot be told: ${why}`;
    await expect(take('testSecret', version)).rejects.toEqual(new RotationRefused(reason));
    // It stays pending: it may be the only one that is right, and Secrets Manager tries again.
    const pending = { [version]: ['AWSPENDING'] };
    expect(await labels()).toEqual({ [first]: ['AWSCURRENT'], [stagedVersion]: ['POSTERN_STAGED'], ...pending });
    expect(await status()).toMatchObject({ proof: { version, outcome: 'unknown', reason: why }, failure: { reason } });
    expect(await trail()).toEqual([expect.objectContaining({ event: 'secret.rotation_failed', reason })]);
    fixture.provider.misbehave({});
    await take('finishSecret', version);
    expect((await labels())[version]).toEqual(['AWSCURRENT']);
  });
});

describe('what holds no client secret of use', () => {
  test.each([{}, { client_secret: '' }, { client_secret: 1 }, { private_key: 'hush' }])(
    '%j is refused before the provider is asked',
    async (value) => {
      const { take, version, labels, first, stagedVersion, status } = await stagedScene(value);
      const asked = tokenCalls();
      await take('createSecret', version);
      await expect(take('testSecret', version)).rejects.toThrow('the version holds no client secret');
      expect(await labels()).toEqual({ [first]: ['AWSCURRENT'], [stagedVersion]: ['POSTERN_STAGED'] });
      expect(await status()).toMatchObject({ failure: { version, step: 'testSecret' } });
      expect(tokenCalls()).toBe(asked);
    },
  );

  test('nothing staged is refused by the first step, with the command that stages one', async () => {
    const { take, labels, first, settings } = await clientSecretScene(fixture, { client_secret: 'hush' });
    const reason = `no client secret is staged: npm run ops -- secret set ${settings.name}`;
    await expect(take('createSecret', newVersion())).rejects.toEqual(new RotationRefused(reason));
    expect(await labels()).toEqual({ [first]: ['AWSCURRENT'] });
  });

  test('a first secret is rotated to from what CloudFormation has made', async () => {
    fixture.provider.addSecret('hush-two-of-the-provider');
    const scene = await clientSecretScene(fixture, { not_set: 'generated' });
    await fixture.store.put(scene.arn, { client_secret: 'hush-two-of-the-provider' }, 'POSTERN_STAGED');
    await scene.rotate(newVersion());
    expect((await scene.current()).value).toEqual({
      ...{ client_secret: 'hush-two-of-the-provider', ...fixture.bound },
    });
  });

  test.each([{ not_set: 'generated' }, { client_secret: 'hush-of-nobody' }])(
    'a copy of the current version, as a new schedule is tried with, is no failure: %j',
    async (value) => {
      const { take, arn, everything } = await clientSecretScene(fixture, value).then((scene) => ({
        ...scene,
        everything: async () => [await scene.labels(), await scene.status(), await scene.trail()],
      }));
      const copy = await fixture.store.put(arn, value, 'AWSPENDING');
      const known = await everything();
      await take('testSecret', copy);
      expect(await everything()).toEqual(known);
      // But it becomes current by being proved alone.
      await expect(take('finishSecret', copy)).rejects.toBeInstanceOf(RotationRefused);
    },
  );
});

describe('a client secret that signs', () => {
  const short = 'the client secret is too short to sign with: 16 bytes are the least';
  const symmetric = { idTokenSignedResponseAlg: 'HS256' } as const;
  /** Nobody listens there. */
  const https = { ...symmetric, issuer: 'https://127.0.0.1:1/' };

  test.each(['a'.repeat(15), '€'.repeat(5)])('and has less than 16 bytes is refused: %s', async (secret) => {
    const { take, version, labels, first, stagedVersion } = await stagedScene(secret, https);
    await take('createSecret', version);
    await expect(take('testSecret', version)).rejects.toEqual(new RotationRefused(short));
    expect(await labels()).toEqual({ [first]: ['AWSCURRENT'], [stagedVersion]: ['POSTERN_STAGED'] });
  });

  test.each(['a'.repeat(16), 'é'.repeat(8)])('and has 16 bytes is put to the proof: %s', async (secret) => {
    const { take, version } = await stagedScene(secret, https);
    await take('createSecret', version);
    await expect(take('testSecret', version)).rejects.toThrow('cannot be told');
  });

  test('may be short if the provider is this machine, and if it signs nothing', async () => {
    for (const changes of [symmetric, {}]) {
      fixture.provider.addSecret('short');
      const { rotate, version, current } = await stagedScene('short', changes);
      await rotate(version);
      expect((await current()).value).toEqual({ client_secret: 'short', ...fixture.bound });
    }
  });
});
