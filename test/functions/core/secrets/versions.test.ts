import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '../../../../functions/core/aws/client.ts';
import { NotAnObject } from '../../../../functions/core/secrets/versions.ts';
import { jsonAnswer } from '../support/loopback-server.ts';
import { type SecretStore, startSecretStore } from '../support/secret-store.ts';

let store: SecretStore;
let arn: string;
let first: string;

beforeAll(async () => {
  store = await startSecretStore();
});
beforeEach(async () => {
  store.serve();
  arn = await store.create({});
  first = await store.put(arn, { key: 'one' });
});
afterAll(() => store.close());

const labels = async () => Object.fromEntries(await store.versions.labels(arn));
/** An AWS error of this name. */
const awsError = (name: string) => expect.objectContaining({ constructor: AwsError, name });

describe('read', () => {
  test('finds a version by its id, by its label, and by both', async () => {
    const pending = await store.put(arn, { key: 'two' }, 'AWSPENDING');
    const two = { id: pending, value: { key: 'two' }, createdAt: expect.any(Number) };
    for (const choice of [{ id: pending }, { label: 'AWSPENDING' }, { id: pending, label: 'AWSPENDING' }]) {
      expect(await store.versions.read(arn, choice)).toEqual(two);
    }
    expect(await store.versions.read(arn, {})).toMatchObject({ id: first, value: { key: 'one' } });
  });

  test('finds nothing if there is no such label, version or secret', async () => {
    expect(await store.versions.read(arn, { label: 'AWSPENDING' })).toBeUndefined();
    expect(await store.versions.read(arn, { id: randomUUID() })).toBeUndefined();
    expect(await store.versions.read(`${arn}x`, {})).toBeUndefined();
  });

  test.each(['hush', '[1]', 'null'])('refuses a version that says %j, and repeats nothing of it', async (text) => {
    await store.put(arn, text);
    const refusal = await store.versions.read(arn, {}).catch((error: unknown) => error);
    expect(refusal).toEqual(new NotAnObject('the version does not hold a JSON object'));
    expect(refusal).toBeInstanceOf(NotAnObject);
  });

  test('passes on what else the service says', async () => {
    store.server.answer(jsonAnswer({ __type: 'AccessDeniedException', Message: 'no' }, 400));
    await expect(store.versions.read(arn, {})).rejects.toEqual(awsError('AccessDeniedException'));
  });
});

describe('put', () => {
  test('makes a version with this id and label, once', async () => {
    const version = { id: randomUUID(), value: { key: 'two' }, label: 'AWSPENDING' };
    await store.versions.put(arn, version);
    await store.versions.put(arn, version);
    expect(await labels()).toMatchObject({ [first]: ['AWSCURRENT'], [version.id]: ['AWSPENDING'] });
    expect(await store.versions.read(arn, { id: version.id })).toMatchObject({ value: { key: 'two' } });
    await expect(store.versions.put(arn, { ...version, value: { key: 'three' } })).rejects.toEqual(
      awsError('ResourceExistsException'),
    );
  });
});

describe('move', () => {
  test('gives the label to another version; the last current one is the previous one then', async () => {
    const pending = await store.put(arn, { key: 'two' }, 'AWSPENDING');
    await store.versions.move(arn, 'AWSCURRENT', { from: first, to: pending });
    expect(await labels()).toMatchObject({ [pending]: ['AWSPENDING', 'AWSCURRENT'], [first]: ['AWSPREVIOUS'] });
  });

  test('gives a label that nobody has, and takes one away', async () => {
    await store.versions.move(arn, 'POSTERN_STAGED', { to: first });
    expect((await labels())[first]).toEqual(['AWSCURRENT', 'POSTERN_STAGED']);
    await store.versions.move(arn, 'POSTERN_STAGED', { from: first });
    expect((await labels())[first]).toEqual(['AWSCURRENT']);
  });

  test('refuses to take a label from a version that it did not expect', async () => {
    const [second, third] = [await store.put(arn, { key: 'two' }), await store.put(arn, { key: 'three' })];
    await expect(store.versions.move(arn, 'AWSCURRENT', { from: first, to: second })).rejects.toEqual(
      awsError('InvalidParameterException'),
    );
    expect((await labels())[third]).toEqual(['AWSCURRENT']);
  });

  test('asks nothing if nothing is to be moved', async () => {
    const from = store.server.received.length;
    await store.versions.move(arn, 'AWSCURRENT', { from: first, to: first });
    await store.versions.move(arn, 'AWSCURRENT', {});
    expect(store.server.received).toHaveLength(from);
  });
});

describe('a rotation', () => {
  test('is ended by taking AWSPENDING from its version, and from no other', async () => {
    const pending = await store.put(arn, { key: 'two' }, 'AWSPENDING');
    await store.versions.endPending(arn, first);
    expect((await labels())[pending]).toEqual(['AWSPENDING']);
    await store.versions.endPending(arn, pending);
    await store.versions.endPending(arn, pending);
    expect(await labels()).not.toHaveProperty(pending);
  });

  test('is started with the id of its version', async () => {
    store.server.answer(jsonAnswer({}));
    await store.versions.rotate(arn, first);
    const { headers, body } = store.server.received.at(-1) ?? {};
    expect(headers?.['x-amz-target']).toBe('secretsmanager.RotateSecret');
    expect(JSON.parse(body ?? '')).toEqual({ SecretId: arn, ClientRequestToken: first });
  });
});
