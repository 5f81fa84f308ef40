import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { rotate } from '../../../functions/rotation/rotate.ts';
import { RotationOver } from '../../../functions/rotation/secret-to-rotate.ts';
import { json } from '../../support/programmable-provider/replies.ts';
import { problem } from '../core/support/problems.ts';
import { clientSecretScene, type Fixture, newVersion, openFixture } from './fixture.ts';
import { interrupt } from './interrupt.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
beforeEach(() => {
  fixture.provider.misbehave({});
  fixture.provider.changeSecret('hush-one-of-the-provider');
});
afterAll(() => fixture.close());

/** A client that manages its registration at the provider. */
async function registeredScene(changes: object = {}) {
  const { clientSecret, registration } = fixture.provider;
  const managed = { registration_access_token: registration.token, registration_client_uri: registration.uri };
  const value = { client_secret: clientSecret, ...managed, ...changes };
  const scene = await clientSecretScene(fixture, value);
  return { ...scene, value, version: newVersion() };
}

const calls = () => fixture.provider.calls('registration');
const pendingValue = async (arn: string) => (await fixture.store.versions.read(arn, { label: 'AWSPENDING' }))?.value;

describe('a provider that issues client secrets', () => {
  test('is asked for one, which becomes current with what the client is managed by', async () => {
    const { rotate, version, value, labels, current, first } = await registeredScene();
    const before = calls();
    await rotate(version);
    expect(fixture.provider.clientSecret).not.toBe(value.client_secret);
    expect((await current()).value).toEqual({
      ...{ ...value, ...fixture.bound },
      client_secret: fixture.provider.clientSecret,
    });
    expect(await labels()).toEqual({ [version]: ['AWSCURRENT'], [first]: ['AWSPREVIOUS'] });
    expect(calls()).toBe(before + 2);
  });

  test('learns nothing from the log or the table: what it issued is in the secret alone', async () => {
    const { rotate, version, lines, value } = await registeredScene();
    await rotate(version);
    const written = JSON.stringify([lines, await fixture.table.items()]);
    for (const secret of ['hush', fixture.provider.clientSecret, value.registration_access_token]) {
      expect(written).not.toContain(secret);
    }
  });

  test('is not asked by the first step again', async () => {
    const { take, version, arn } = await registeredScene();
    await take('createSecret', version);
    const [asked, pending] = [calls(), await pendingValue(arn)];
    await take('createSecret', version);
    expect([calls(), await pendingValue(arn)]).toEqual([asked, pending]);
  });

  test('is asked for another one if the issued one could not be stored', async () => {
    const { take, version, arn, labels, first, ports } = await registeredScene();
    const lost = interrupt(ports, 'its answer is lost', { call: 'renew' });
    await expect(take('createSecret', version, lost.ports)).rejects.toThrow('the connection was cut');
    const lostSecret = fixture.provider.clientSecret;
    expect(await labels()).toEqual({ [first]: ['AWSCURRENT'], [version]: ['AWSPENDING'] });
    await take('createSecret', version);
    const { clientSecret } = fixture.provider;
    expect(clientSecret).not.toBe(lostSecret);
    expect(await pendingValue(arn)).toMatchObject({ client_secret: clientSecret });
  });

  test('is not asked by a rotation that was never begun, or was given up: no secret of it is lost', async () => {
    const { value, first, labels, ports, arn } = await registeredScene();
    const before = calls();
    const never = { Step: 'createSecret', SecretId: arn, ClientRequestToken: newVersion() };
    await expect(rotate(never, ports)).rejects.toBeInstanceOf(RotationOver);
    const [ended, next] = [newVersion(), newVersion()];
    await fixture.store.begin(arn, ended);
    await fixture.store.begin(arn, next);
    await expect(rotate({ ...never, ClientRequestToken: ended }, ports)).rejects.toBeInstanceOf(RotationOver);
    expect(calls()).toBe(before);
    expect(fixture.provider.clientSecret).toBe(value.client_secret);
    expect(await labels()).toEqual({ [first]: ['AWSCURRENT'], [next]: ['AWSPENDING'] });
  });

  test('has issued in vain if the rotation was ended since: the next one keeps its label', async () => {
    const { take, version, arn, labels, first, ports } = await registeredScene();
    const next = newVersion();
    const credentials: typeof ports.clientSecretAt = (provider) => {
      const made = ports.clientSecretAt(provider);
      const renew: typeof made.renew = async (value) => {
        await fixture.store.begin(arn, next);
        return made.renew(value);
      };
      return { ...made, renew };
    };
    await expect(take('createSecret', version, { ...ports, clientSecretAt: credentials })).rejects.toBeInstanceOf(
      RotationOver,
    );
    expect(await labels()).toEqual({ [first]: ['AWSCURRENT'], [next]: ['AWSPENDING'] });
  });

  test('is asked for a new one if its registration still has one that was replaced', async () => {
    const { rotate, version, arn, current } = await registeredScene();
    const leaked = fixture.provider.clientSecret;
    fixture.provider.addSecret('hush-chosen-by-the-operators');
    const { value } = await current();
    await fixture.store.put(arn, { ...value, client_secret: 'hush-chosen-by-the-operators' });
    await rotate(version);
    expect((await current()).value).toMatchObject({ client_secret: fixture.provider.clientSecret });
    expect(fixture.provider.clientSecret).not.toBe(leaked);
  });

  test.each([{ issuer: 'https://other.example.com' }, { client_id: 'client-2' }])(
    'is not asked, and sent no registration token, if the registration belongs to others: %j',
    async (foreign) => {
      const { take, version } = await registeredScene({ ...fixture.bound, ...foreign });
      const before = calls();
      await expect(take('createSecret', version)).rejects.toThrow('the client secret belongs to the issuer');
      expect(calls()).toBe(before);
    },
  );

  test('is not asked at all if a client secret is staged', async () => {
    const { rotate, version, arn, current } = await registeredScene();
    fixture.provider.addSecret('hush-two-of-the-provider');
    await fixture.store.put(arn, { client_secret: 'hush-two-of-the-provider' }, 'POSTERN_STAGED');
    const before = calls();
    await rotate(version);
    expect((await current()).value).toEqual({ client_secret: 'hush-two-of-the-provider', ...fixture.bound });
    expect(calls()).toBe(before);
  });
});

describe('a provider that issues none', () => {
  const kept = () => ({ client_id: 'client-1', client_secret: fixture.provider.clientSecret });
  const answers: readonly (readonly [string, () => [number, object], string])[] = [
    ['keeps the one that it has', () => [200, kept()], 'the provider has kept the client secret'],
    ['names none', () => [200, { client_id: 'client-1' }], 'the provider has kept the client secret'],
    ['answers for another client', () => [200, { ...kept(), client_id: 'other' }], "another client's"],
    ['refuses the token', () => [401, { error: 'invalid_token' }], "the client's registration cannot be managed"],
  ];

  test.each(answers)('since it %s is refused, and the current one stays', async (_, answer, reason) => {
    const { take, version, labels, first, status, lines } = await registeredScene();
    fixture.provider.misbehave({ replies: { registration: json(...answer()) } });
    const refusal = await take('createSecret', version).catch((error: unknown) => error);
    expect(refusal).toEqual(problem('provider_error'));
    expect(String(refusal)).toContain(reason);
    expect(await labels()).toEqual({ [first]: ['AWSCURRENT'], [version]: ['AWSPENDING'] });
    const failure = { version, step: 'createSecret', reason: expect.stringContaining(reason) };
    expect(await status()).toMatchObject({ failure });
    expect(JSON.stringify(lines)).not.toContain('hush');
  });
});
