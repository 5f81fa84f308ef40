import {
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Fixture, openFixture, token } from './fixture.ts';

const first = { [token('0')]: ['AWSCURRENT'] };
const staged = { ...first, [token('a')]: ['AWSPENDING'] };

let fixture: Fixture;
let arn: string;
/** A rotation whose function puts no value: as on AWS, it leaves a version without a value. */
beforeEach(async () => {
  fixture = await openFixture();
  arn = await fixture.create('postern/corp');
  fixture.before = () => Promise.reject(new Error('no'));
  fixture.rotations.schedule([fixture.scheduleFor(arn)]);
  await fixture.client.send(new RotateSecretCommand({ SecretId: arn, ClientRequestToken: token('a') }));
  while (fixture.log.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await fixture.stages(arn)).toEqual(staged);
});
afterEach(() => fixture.close());

const move = (input: object) =>
  fixture.client.send(new UpdateSecretVersionStageCommand({ SecretId: arn, VersionStage: 'AWSPENDING', ...input }));
const put = (letter: string, more: object = {}) =>
  fixture.client.send(
    new PutSecretValueCommand({ SecretId: arn, SecretString: letter, ClientRequestToken: token(letter), ...more }),
  );

test('a version without a value is listed, and has nothing to read', async () => {
  const { Versions } = await fixture.client.send(new ListSecretVersionIdsCommand({ SecretId: arn }));
  expect(Versions).toMatchObject([
    { VersionId: token('0'), VersionStages: ['AWSCURRENT'] },
    { VersionId: token('a'), VersionStages: ['AWSPENDING'] },
  ]);
  const paged = new ListSecretVersionIdsCommand({ SecretId: arn, MaxResults: 1, IncludeDeprecated: true });
  await put('b');
  expect((await fixture.client.send(paged)).Versions).toMatchObject([{ VersionId: token('0') }]);
  for (const choice of [{ VersionId: token('a') }, { VersionStage: 'AWSPENDING' }]) {
    await expect(fixture.client.send(new GetSecretValueCommand({ SecretId: arn, ...choice }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  }
});

test('it survives a restart, and the next rotation resumes it', async () => {
  fixture = await fixture.restart();
  expect(await fixture.stages(arn)).toEqual(staged);
  fixture.rotations.schedule([fixture.scheduleFor(arn)]);
  await fixture.rotations.rotate(arn);
  expect(fixture.calls.map(({ ClientRequestToken }) => ClientRequestToken)).toEqual(Array(4).fill(token('a')));
  expect(await fixture.value(arn)).toBe(`value of ${token('a')}`);
});

test('its label can be removed, so that another rotation can start', async () => {
  expect(await move({ RemoveFromVersionId: token('a') })).toMatchObject({ ARN: arn, Name: 'postern/corp' });
  expect(await fixture.stages(arn)).toEqual(first);
  fixture.before = () => undefined;
  expect(
    await fixture.client.send(new RotateSecretCommand({ SecretId: arn, ClientRequestToken: token('b') })),
  ).toMatchObject({ VersionId: token('b') });
  await fixture.rotations.end();
  expect(await fixture.value(arn)).toBe(`value of ${token('b')}`);
});

test('its label can be moved to a version with a value', async () => {
  await put('b', { VersionStages: ['POSTERN_STAGED'] });
  await move({ RemoveFromVersionId: token('a'), MoveToVersionId: token('b') });
  expect(await fixture.stages(arn)).toEqual({ ...first, [token('b')]: ['POSTERN_STAGED', 'AWSPENDING'] });
});

test('a request that the service refuses changes nothing', async () => {
  await expect(move({ RemoveFromVersionId: token('a'), MoveToVersionId: token('9') })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await expect(move({ RemoveFromVersionId: token('9') })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  await expect(move({ SecretId: 'none', RemoveFromVersionId: token('a') })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await expect(put('a', { SecretString: '', SecretBinary: new Uint8Array([1]) })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
  expect(await fixture.stages(arn)).toEqual(staged);
});

test('its label is moved only if RemoveFromVersionId names it', async () => {
  await put('b', { VersionStages: ['POSTERN_STAGED'] });
  for (const input of [
    { MoveToVersionId: token('b') },
    { MoveToVersionId: token('b'), RemoveFromVersionId: token('0') },
  ])
    await expect(move(input)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(`is attached to version ${token('a')}`),
    });
  expect(await fixture.stages(arn)).toEqual({ ...staged, [token('b')]: ['POSTERN_STAGED'] });
});

test('its value, put with another label, has both labels', async () => {
  expect(await put('a', { VersionStages: ['POSTERN_STAGED'] })).toMatchObject({
    VersionStages: ['POSTERN_STAGED', 'AWSPENDING'],
  });
  await move({ RemoveFromVersionId: token('a') });
  expect(await fixture.stages(arn)).toEqual({ ...first, [token('a')]: ['POSTERN_STAGED'] });
});

test('its value, put as current, stays pending, and the next rotation starts', async () => {
  await put('a');
  expect(await fixture.stages(arn)).toEqual({
    [token('0')]: ['AWSPREVIOUS'],
    [token('a')]: ['AWSCURRENT', 'AWSPENDING'],
  });
  fixture.before = () => undefined;
  await fixture.rotations.rotate(arn);
  expect(await fixture.value(arn)).not.toBe('a');
});

test('its value keeps the label; another pending version takes over the label', async () => {
  await put('a', { VersionStages: ['AWSPENDING'] });
  expect(await fixture.stages(arn)).toEqual(staged);
  await put('b', { VersionStages: ['AWSPENDING'] });
  expect(await fixture.stages(arn)).toEqual({ ...first, [token('b')]: ['AWSPENDING'] });
});

test('another version put as pending takes over its label', async () => {
  await put('b', { VersionStages: ['AWSPENDING'] });
  expect(await fixture.stages(arn)).toEqual({ ...first, [token('b')]: ['AWSPENDING'] });
});

test('other values do not change it', async () => {
  await put('b');
  await put('c', { VersionStages: ['POSTERN_STAGED'] });
  expect(await fixture.stages(arn)).toEqual({
    [token('0')]: ['AWSPREVIOUS'],
    [token('a')]: ['AWSPENDING'],
    [token('b')]: ['AWSCURRENT'],
    [token('c')]: ['POSTERN_STAGED'],
  });
});
