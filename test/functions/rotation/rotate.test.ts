import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RotationPorts } from '../../../functions/rotation/ports.ts';
import { rotate } from '../../../functions/rotation/rotate.ts';
import { RotationOver, RotationRefused } from '../../../functions/rotation/secret-to-rotate.ts';
import { clientSecretScene, type Fixture, newVersion, openFixture, sessionKeysScene } from './fixture.ts';
import { interrupt } from './interrupt.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

/** A secret to which no client secret is staged, so that no rotation goes through. */
const scene = () => clientSecretScene(fixture, { client_secret: 'hush' });
/** What a call of the function asks outside: by name, in order. */
async function calledBy(ports: RotationPorts, event: { readonly Step: string; readonly SecretId: string }) {
  const watched = interrupt(ports, 'it does not happen', { number: 0 });
  const refusal = await rotate({ ...event, ClientRequestToken: newVersion() }, watched.ports).catch(
    (error: unknown) => error,
  );
  return { calls: watched.calls, refusal: String(refusal) };
}

describe('nothing is done', () => {
  const foreign = 'Error: the secret belongs to no enabled provider, and is not that of the session keys';

  test('for a secret that is none of the deployment', async () => {
    const { ports, lines } = await scene();
    const SecretId = await fixture.store.create({ current: 'hush'.repeat(16) });
    expect(await calledBy(ports, { Step: 'createSecret', SecretId })).toEqual({ calls: [], refusal: foreign });
    expect(lines).toEqual([]);
  });

  test('for the secret of a provider that is not enabled', async () => {
    const { ports, arn } = await scene();
    const disabled = { ...ports, settings: { ...ports.settings, providers: [] } };
    const called = await calledBy(disabled, { Step: 'createSecret', SecretId: arn });
    expect(called).toEqual({ calls: [], refusal: foreign });
  });

  test('for a provider without a secret', async () => {
    const { ports } = await scene();
    const secretless = { ...ports, providerSecretArn: () => undefined };
    const called = await calledBy(secretless, { Step: 'createSecret', SecretId: '' });
    expect(called).toEqual({ calls: [], refusal: foreign });
  });

  test.each(['', 'create_secret', 'CreateSecret', 'constructor'])('for a step %j, which there is not', async (Step) => {
    const { ports, arn } = await scene();
    const called = await calledBy(ports, { Step, SecretId: arn });
    expect(called).toEqual({ calls: [], refusal: `Error: there is no step ${Step}` });
  });

  test('by setSecret, since providers issue the secrets', async () => {
    const { ports, arn, lines } = await scene();
    expect((await calledBy(ports, { Step: 'setSecret', SecretId: arn })).calls).toEqual([]);
    expect(lines).toEqual([expect.objectContaining({ level: 'info', event: 'rotation_step', step: 'setSecret' })]);
  });
});

describe('what keeps a rotation from going on', () => {
  test('is thrown and logged even if it cannot be recorded', async () => {
    const { take, ports, lines } = await scene();
    const down = () => Promise.reject(new Error('DynamoDB does not answer'));
    const table = { ...ports.table, put: down, update: down };
    const refused = take('createSecret', newVersion(), { ...ports, table });
    await expect(refused).rejects.toThrow('no client secret is staged');
    expect(lines.map(({ level, event }) => [level, event])).toEqual([
      ['error', 'rotation_failed'],
      ['error', 'rotation_not_noted'],
    ]);
    expect(lines[1]).toEqual(expect.objectContaining({ causes: ['Error: DynamoDB does not answer'] }));
  });

  test('ends no rotation that may go through when it is tried again', async () => {
    const { take, ports, arn, labels } = await scene();
    await fixture.store.put(arn, { client_secret: 'hush-2' }, 'POSTERN_STAGED');
    const version = newVersion();
    await take('createSecret', version);
    const cut = interrupt(ports, 'it does not happen', { call: 'prove' });
    await expect(take('testSecret', version, cut.ports)).rejects.toThrow('the connection was cut');
    expect((await labels())[version]).toEqual(['AWSPENDING']);
  });

  test('ends the rotation of no other version', async () => {
    const { take, labels, arn } = await scene();
    const pending = await fixture.store.put(arn, { client_secret: 'hush-2' }, 'AWSPENDING');
    await expect(take('testSecret', newVersion())).rejects.toBeInstanceOf(RotationOver);
    expect((await labels())[pending]).toEqual(['AWSPENDING']);
  });

  test('names a provider if there is one', async () => {
    const { take, trail, name } = await scene();
    await expect(take('createSecret', newVersion())).rejects.toBeInstanceOf(RotationRefused);
    expect(await trail()).toEqual([expect.objectContaining({ event: 'secret.rotation_failed', ...Object(name) })]);
    const keys = await sessionKeysScene(fixture, {});
    await expect(keys.take('createSecret', newVersion())).rejects.toBeInstanceOf(RotationRefused);
    const [event] = await keys.trail();
    expect(event).toMatchObject({ event: 'keys.rotation_failed' });
    expect(event).not.toHaveProperty('provider');
  });
});
