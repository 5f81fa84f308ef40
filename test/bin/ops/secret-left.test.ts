import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Deployment, startDeployment } from '../../support/deployment.ts';
import { answerFrom, answerOf, opsOn, spawnOps } from '../../support/ops.ts';
import type { ProgrammableProvider } from '../../support/programmable-provider/index.ts';
import { json, late } from '../../support/programmable-provider/replies.ts';
import { openSecret } from '../../support/secrets.ts';

const names = ['set', 'registration', 'unknown', 'issued', 'same', 'staged'];

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [...names.map((name) => ({ name })), { name: 'leaky', algorithm: 'HS256' }],
  });
});
afterAll(() => deployment.close());

const ops = (args: readonly string[], input?: string) => opsOn(deployment, ['secret', ...args], input);
const labels = (name: string) => openSecret(deployment, name).labels();
/** What binds the secret of a provider. */
const bound = (name: string) => ({ issuer: deployment.provider(name).issuer, client_id: 'client-1' });
const secretValue = (name: string, label?: string) => openSecret(deployment, name).value(label);

function newSecret(provider: ProgrammableProvider): string {
  const secret = `new-${randomUUID()}`;
  provider.addSecret(secret);
  return secret;
}

/** Polls until a condition holds. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(50);
}

/** Runs a command, and sends Ctrl-C once its rotation has created its version. */
async function interrupted(args: readonly string[], name: string, input = '') {
  const local = ['--local', '--data', deployment.stack.dataDir];
  const child = await spawnOps(['secret', ...args, ...local]);
  const answer = answerFrom(child, input);
  await until(async () => (await secretValue(name, 'AWSPENDING')) !== undefined);
  await sleep(300);
  child.kill('SIGINT');
  return answer;
}

const cannotTell = { replies: { token: json(503, { error: 'temporarily_unavailable' }), discovery: late(2000) } };

describe('Ctrl-C', () => {
  test.each([
    ['set', () => ['set', 'set'], () => 'a-new-one'],
    [
      'registration',
      () => ['registration', 'registration', '--uri', deployment.provider('registration').registration.uri],
      () => deployment.provider('registration').registration.token,
    ],
  ])('secret %s leaves nothing staged, and says that the rotation continues', async (name, args, input) => {
    deployment.provider(name).misbehave(cannotTell);
    const { code, err } = await interrupted(args(), name, input());
    expect(code).toBe(130);
    expect(err).toContain(`The rotation continues: follow it with npm run ops -- secret status ${name}.`);
    expect(await labels(name)).not.toHaveProperty('POSTERN_STAGED');
  });

  test('an interrupted secret rotate --leaked is completed by running it again', async () => {
    const provider = deployment.provider('leaky');
    const [leaked, next] = [provider.clientSecret, newSecret(provider)];
    await ops(['stage', 'leaky'], next);
    provider.misbehave({ replies: { discovery: late(2000) } });
    const { code, err } = await interrupted(['rotate', 'leaky', '--leaked', '--yes'], 'leaky');
    expect(code).toBe(130);
    expect(err).toContain('Then npm run ops -- secret rotate leaky --leaked revokes the leaked one.');
    await until(async () => !('AWSPENDING' in (await labels('leaky'))));
    expect(await secretValue('leaky', 'AWSPREVIOUS')).toEqual({ client_secret: leaked, ...bound('leaky') });

    const asked = await ops(['rotate', 'leaky', '--leaked']);
    expect(asked).toMatchObject({ code: 1, err: expect.stringContaining('There is nothing to rotate to') });
    expect(asked.err).toContain('Revoke it, and keep the current one? There is no terminal to ask on');
    expect(await labels('leaky')).toHaveProperty('AWSPREVIOUS');

    const again = await ops(['rotate', 'leaky', '--leaked', '--yes']);
    expect(again.code).toBe(0);
    expect(again.err).toContain('The current one is unchanged and stays in use.');
    expect(Object.keys(await labels('leaky'))).toEqual(['AWSCURRENT']);
    expect(await secretValue('leaky')).toEqual({ client_secret: next, ...bound('leaky') });
    expect(await ops(['rotate', 'leaky', '--leaked', '--yes'])).toMatchObject({ code: 1, out: '' });
  });
});

describe('a secret that cannot be proved', () => {
  test('does not become current later, whether entered or staged', async () => {
    const provider = deployment.provider('unknown');
    provider.misbehave({ replies: { token: json(503, { error: 'temporarily_unavailable' }) } });
    const set = await ops(['set', 'unknown'], 'given');
    expect(set).toMatchObject({ code: 1, err: expect.stringContaining('cannot be told') });
    for (const label of ['AWSPENDING', 'POSTERN_STAGED']) expect(await labels('unknown')).not.toHaveProperty(label);

    await ops(['stage', 'unknown'], 'kept');
    expect((await ops(['rotate', 'unknown'])).code).toBe(1);
    expect(await labels('unknown')).not.toHaveProperty('AWSPENDING');
    expect(await secretValue('unknown', 'POSTERN_STAGED')).toEqual({ client_secret: 'kept', ...bound('unknown') });
  });

  test('stays pending if the provider issued it, and secret rotate resumes the rotation', async () => {
    const provider = deployment.provider('issued');
    const { uri, token } = provider.registration;
    expect((await ops(['registration', 'issued', '--uri', uri], token)).code).toBe(0);
    provider.misbehave({ replies: { token: json(503, { error: 'temporarily_unavailable' }) } });
    const refused = await ops(['rotate', 'issued']);
    const { AWSPENDING: version = '', ...others } = await labels('issued');
    expect(Object.keys(others).sort()).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain(`Only version ${version.slice(0, 8)}… has the new client secret, and stays pending`);
    const issued = provider.clientSecret;
    expect(await secretValue('issued', 'AWSPENDING')).toHaveProperty('client_secret', issued);

    provider.misbehave({});
    const again = await ops(['rotate', 'issued', '--json']);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.out)).toMatchObject({ version, state: 'current' });
    expect(provider.clientSecret).toBe(issued);
    expect(await secretValue('issued')).toHaveProperty('client_secret', issued);
  });
});

test('secret rotate --leaked fails if the leaked secret is current again', async () => {
  const { uri, token } = deployment.provider('same').registration;
  const leaked = await secretValue('same');
  const registration = { registration_access_token: token, registration_client_uri: uri };
  await openSecret(deployment, 'same').put({ ...leaked, ...registration }, 'POSTERN_STAGED');
  const { code, out, err } = await ops(['rotate', 'same', '--leaked', '--yes']);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('The client secret that has leaked is still in use');
  expect(err).toContain('Run npm run ops -- secret rotate same --leaked again: the provider issues another one.');
  expect(await labels('same')).toHaveProperty('AWSPREVIOUS');

  expect((await ops(['rotate', 'same', '--leaked', '--yes'])).code).toBe(0);
  expect(Object.keys(await labels('same'))).toEqual(['AWSCURRENT']);
  expect(await secretValue('same')).not.toHaveProperty('client_secret', leaked?.['client_secret']);
});

test('secret unstage removes the staged secret', async () => {
  const none = { code: 1, out: '', err: 'No client secret of staged is staged.\n' };
  expect(await ops(['unstage', 'staged'])).toEqual(none);
  await ops(['stage', 'staged'], 'not-wanted-any-more');
  const { POSTERN_STAGED: version } = await labels('staged');
  const answer = await answerOf(deployment, ['secret', 'unstage', 'staged']);
  expect(answer).toEqual({ provider: 'staged', version, state: 'not staged' });
  expect(await labels('staged')).not.toHaveProperty('POSTERN_STAGED');
  expect(await ops(['unstage', 'staged'])).toEqual(none);
  const trail = await answerOf<object[]>(deployment, ['audit', '--event', 'secret.staged', '--all']);
  expect(trail[0]).toMatchObject({ provider: 'staged', actor: 'operator', reason: 'taken away' });
});
