import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { contentTypes } from '../../../../lib/local/aws/service.ts';
import { type Guard, startGuard } from '../../../../lib/local/iam/guard.ts';
import { operatorPrincipal } from '../../../../lib/local/iam/principals.ts';
import { openSecretsManagerStandIn } from '../../../../lib/local/secrets-manager/index.ts';

const directory = mkdtempSync(join(tmpdir(), 'postern-secrets-'));
const file = join(directory, 'secrets.json');
const operator = operatorPrincipal();
const log: string[] = [];
let guard: Guard;
let client: SecretsManagerClient;

async function open(): Promise<void> {
  guard = await startGuard({
    service: openSecretsManagerStandIn(file),
    contentType: contentTypes.secretsManager,
    principals: [operator],
    access: () => [],
    log: (line) => log.push(line),
  });
  client = new SecretsManagerClient({
    endpoint: guard.endpoint,
    region: 'us-east-1',
    credentials: operator.credentials,
    maxAttempts: 1,
  });
}

async function close(): Promise<void> {
  client.destroy();
  await guard.close();
}

beforeAll(open);
afterAll(async () => {
  await close();
  rmSync(directory, { recursive: true });
});

const token = (letter: string): string => letter.repeat(32);
const put = (SecretId: string, value: string, letter: string, VersionStages?: string[]) =>
  client.send(
    new PutSecretValueCommand({
      SecretId,
      SecretString: value,
      ClientRequestToken: token(letter),
      ...(VersionStages === undefined ? {} : { VersionStages }),
    }),
  );
const value = async (SecretId: string, VersionStage?: string): Promise<string | undefined> =>
  (await client.send(new GetSecretValueCommand({ SecretId, ...(VersionStage === undefined ? {} : { VersionStage }) })))
    .SecretString;
const move = (SecretId: string, VersionStage: string, MoveToVersionId?: string, RemoveFromVersionId?: string) =>
  client.send(
    new UpdateSecretVersionStageCommand({
      SecretId,
      VersionStage,
      ...(MoveToVersionId === undefined ? {} : { MoveToVersionId }),
      ...(RemoveFromVersionId === undefined ? {} : { RemoveFromVersionId }),
    }),
  );
const stages = async (SecretId: string) =>
  (await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages;

async function create(Name: string, SecretString?: string): Promise<string> {
  const created = await client.send(
    new CreateSecretCommand({
      Name,
      ClientRequestToken: token('0'),
      ...(SecretString === undefined ? {} : { SecretString }),
    }),
  );
  return created.ARN ?? '';
}

describe('reading', () => {
  test('by name, by ARN, by version, by stage', async () => {
    const arn = await create('read/one', 'a');
    expect(arn).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:read\/one-[A-Za-z0-9]{6}$/);
    for (const SecretId of ['read/one', arn]) {
      expect(await client.send(new GetSecretValueCommand({ SecretId, VersionId: token('0') }))).toMatchObject({
        ARN: arn,
        Name: 'read/one',
        SecretString: 'a',
        VersionStages: ['AWSCURRENT'],
        CreatedDate: expect.any(Date),
      });
    }
    expect(await value(arn, 'AWSCURRENT')).toBe('a');
  });

  test('a missing secret, version or label is a ResourceNotFoundException with its own message', async () => {
    await create('read/two', 'a');
    const read = (input: object) => client.send(new GetSecretValueCommand({ SecretId: 'read/two', ...input }));
    await expect(read({ SecretId: 'none' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
    });
    await expect(read({ VersionStage: 'AWSPENDING' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
    });
    await expect(read({ VersionId: token('9') })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(read({ VersionId: token('0'), VersionStage: 'AWSPENDING' })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });

  test('binary values are returned unchanged', async () => {
    const SecretBinary = new Uint8Array([0, 1, 254, 255]);
    await client.send(new CreateSecretCommand({ Name: 'read/binary', SecretBinary }));
    const read = await client.send(new GetSecretValueCommand({ SecretId: 'read/binary' }));
    expect(read.SecretBinary).toEqual(SecretBinary);
  });
});

describe('creating', () => {
  test('repeated with the same token and value returns the same secret, otherwise ResourceExistsException', async () => {
    const arn = await create('create/one', 'a');
    expect(await create('create/one', 'a')).toBe(arn);
    await expect(create('create/one', 'b')).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  test('without a value, until the first one becomes current whatever its stages', async () => {
    await create('create/empty');
    await expect(value('create/empty')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await put('create/empty', 'a', 'a', ['AWSPENDING']);
    expect(await stages('create/empty')).toEqual({ [token('a')]: ['AWSPENDING', 'AWSCURRENT'] });
  });
});

describe('putting', () => {
  test('a new value becomes current, and the old one previous', async () => {
    await create('put/one', 'a');
    await put('put/one', 'b', 'b');
    await put('put/one', 'c', 'c');
    expect([await value('put/one'), await value('put/one', 'AWSPREVIOUS')]).toEqual(['c', 'b']);
    expect(await stages('put/one')).toEqual({ [token('b')]: ['AWSPREVIOUS'], [token('c')]: ['AWSCURRENT'] });
    const listed = async (IncludeDeprecated: boolean) =>
      (await client.send(new ListSecretVersionIdsCommand({ SecretId: 'put/one', IncludeDeprecated }))).Versions;
    expect(await listed(false)).toHaveLength(2);
    expect(await listed(true)).toHaveLength(3);
  });

  test('repeated with the same token: idempotent for the same value, refused for another', async () => {
    await create('put/two', 'a');
    await put('put/two', 'b', 'b');
    await put('put/two', 'c', 'c');
    expect(await put('put/two', 'b', 'b')).toMatchObject({ VersionId: token('b'), VersionStages: ['AWSPREVIOUS'] });
    expect(await value('put/two')).toBe('c');
    await expect(put('put/two', 'x', 'b')).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  test('refuses invalid values', async () => {
    await create('put/three', 'a');
    const send = (input: object) => client.send(new PutSecretValueCommand({ SecretId: 'put/three', ...input }));
    await expect(send({})).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await expect(send({ SecretString: 'x'.repeat(65_537) })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(send({ SecretString: 'x', ClientRequestToken: 'short' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});

describe('moving stages', () => {
  test('a rotation: pending becomes current, current becomes previous, and back', async () => {
    await create('move/one', 'old');
    await put('move/one', 'new', 'a', ['AWSPENDING']);
    expect(await value('move/one')).toBe('old');
    await move('move/one', 'AWSCURRENT', token('a'), token('0'));
    await move('move/one', 'AWSPENDING', undefined, token('a'));
    expect(await stages('move/one')).toEqual({ [token('0')]: ['AWSPREVIOUS'], [token('a')]: ['AWSCURRENT'] });
    await move('move/one', 'AWSCURRENT', token('0'), token('a'));
    expect(await stages('move/one')).toEqual({ [token('0')]: ['AWSCURRENT'], [token('a')]: ['AWSPREVIOUS'] });
  });

  test.each([
    ['a move that does not name the holder', 'AWSCURRENT', token('a'), undefined],
    ['a removal from a version that does not hold it', 'AWSCURRENT', token('a'), token('a')],
    ['leaving the secret without a current version', 'AWSCURRENT', undefined, token('0')],
  ])('refuses %s', async (name, stage, to, from) => {
    await create(`move/${name}`, 'old');
    await put(`move/${name}`, 'new', 'a', ['AWSPENDING']);
    await expect(move(`move/${name}`, stage, to, from)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(await value(`move/${name}`)).toBe('old');
  });
});

describe('a label of operators', () => {
  test('moves from the version that had it, which does not become AWSPREVIOUS', async () => {
    await create('label/one', 'a');
    expect(await put('label/one', 'b', 'b', ['POSTERN_STAGED'])).toMatchObject({ VersionStages: ['POSTERN_STAGED'] });
    await put('label/one', 'c', 'c', ['POSTERN_STAGED', 'OTHER']);
    expect(await stages('label/one')).toEqual({
      [token('0')]: ['AWSCURRENT'],
      [token('c')]: ['POSTERN_STAGED', 'OTHER'],
    });
    expect([await value('label/one'), await value('label/one', 'POSTERN_STAGED')]).toEqual(['a', 'c']);
    await move('label/one', 'POSTERN_STAGED', token('b'), token('c'));
    await move('label/one', 'OTHER', undefined, token('c'));
    expect(await stages('label/one')).toEqual({ [token('0')]: ['AWSCURRENT'], [token('b')]: ['POSTERN_STAGED'] });
  });

  test('stays where it is when a request is repeated', async () => {
    await create('label/two', 'a');
    await put('label/two', 'b', 'b', ['POSTERN_STAGED']);
    await put('label/two', 'b', 'b', ['AWSCURRENT']);
    expect(await value('label/two')).toBe('a');
  });

  test('counts towards the limit of twenty labels over all versions', async () => {
    await create('label/three', 'a');
    const labels = Array.from({ length: 21 }, (_, index) => `L${index}`);
    const refusal = { name: 'LimitExceededException' };
    await expect(put('label/three', 'b', 'b', labels)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(put('label/three', 'b', 'b', labels.slice(0, 20))).rejects.toMatchObject(refusal);
    await put('label/three', 'b', 'b', labels.slice(0, 19));
    await put('label/three', 'c', 'c', labels.slice(0, 2));
    await expect(move('label/three', 'L20', token('c'))).rejects.toMatchObject(refusal);
    expect(Object.values((await stages('label/three')) ?? {}).flat()).toHaveLength(20);
    await expect(put('label/three', 'd', 'd', [''])).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(put('label/three', 'd', 'd', ['x'.repeat(257)])).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});

test('versions are listed in pages, oldest first', async () => {
  await create('page/one', 'a');
  for (const letter of ['b', 'c', 'd']) await put('page/one', letter, letter);
  const list = (input: object) =>
    client.send(new ListSecretVersionIdsCommand({ SecretId: 'page/one', IncludeDeprecated: true, ...input }));
  const first = await list({ MaxResults: 3 });
  expect(first.Versions?.map(({ VersionId }) => VersionId)).toEqual(['0', 'b', 'c'].map(token));
  const second = await list({ MaxResults: 3, NextToken: first.NextToken });
  expect(second.Versions?.map(({ VersionId }) => VersionId)).toEqual([token('d')]);
  expect(second.NextToken).toBeUndefined();
  await expect(list({ NextToken: 'other' })).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
  for (const MaxResults of [0, 101, 1.5])
    await expect(list({ MaxResults })).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

describe('above a hundred versions, the oldest ones without labels are deleted', () => {
  const day = 24 * 60 * 60;
  const id = (index: number) => `${index}`.padStart(32, '0');

  test.each([
    ['as far as they are a day old', 4, 104, 4],
    ['until a hundred are left', 50, 100, 8],
  ])('%s', async (name, old, left, oldest) => {
    const SecretId = `many/${old}`;
    await create(SecretId, name);
    await close();
    const secrets: { name: string; versions: object[] }[] = JSON.parse(readFileSync(file, 'utf8'));
    const versions = Array.from({ length: 105 }, (_, index) => ({
      id: id(index),
      secretString: `${index}`,
      stages: index === 0 ? ['POSTERN_STAGED'] : index === 1 ? ['AWSCURRENT'] : [],
      createdDate: Date.now() / 1000 - (index < old ? day + 60 : day - 60),
    }));
    writeFileSync(
      file,
      JSON.stringify(secrets.map((secret) => (secret.name === SecretId ? { ...secret, versions } : secret))),
    );
    await open();
    const list = async (NextToken?: string): Promise<(string | undefined)[]> => {
      const all = { SecretId, IncludeDeprecated: true, ...(NextToken !== undefined && { NextToken }) };
      const page = await client.send(new ListSecretVersionIdsCommand(all));
      const ids = (page.Versions ?? []).map(({ VersionId }) => VersionId);
      return page.NextToken === undefined ? ids : [...ids, ...(await list(page.NextToken))];
    };
    expect(await list()).toHaveLength(105);
    await put(SecretId, 'new', 'a', ['OTHER']);
    const kept = await list();
    expect(kept).toHaveLength(left);
    expect(kept.slice(0, 3)).toEqual([id(0), id(1), id(oldest)]);
    expect([await value(SecretId), await value(SecretId, 'POSTERN_STAGED')]).toEqual(['1', '0']);
  });
});

test('secrets survive a restart, in a file that only its owner can read', async () => {
  const arn = await create('restart/one', 'a');
  await put('restart/one', 'b', 'b');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await close();
  await open();
  expect([await value(arn), await value(arn, 'AWSPREVIOUS')]).toEqual(['b', 'a']);
});

test('an unsupported operation is an UnknownOperationException', async () => {
  await expect(client.send(new ListSecretsCommand({}))).rejects.toMatchObject({ name: 'UnknownOperationException' });
});
