import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ConditionFailed, TransactionRefused } from '../../../../functions/core/storage/table/errors.ts';
import type { Table } from '../../../../functions/core/storage/table/port.ts';
import { openSecretVersions, openTable } from '../../../../lib/ops/deployment/stores.ts';
import { type Answer, jsonAnswer } from '../../../functions/core/support/loopback-server.ts';
import { problem } from '../../../functions/core/support/problems.ts';
import { type SecretStore, startSecretStore } from '../../../functions/core/support/secret-store.ts';
import { startTable, type TestTable } from '../../../functions/core/support/table.ts';

/** Region, credentials and endpoints come from the environment that the stores set, as the SDK resolves them itself. */
let [store, secrets]: [TestTable, SecretStore] = [{} as never, {} as never];
let table: Table;
beforeAll(async () => {
  [store, secrets] = await Promise.all([startTable(), startSecretStore()]);
  table = openTable(store.name, {}).table;
});
afterAll(() => Promise.all([store.close(), secrets.close()]));

let last = 0;
const newKey = () => {
  last += 1;
  return { pk: { S: `SDK#${last}` }, sk: { S: 'TEST' } };
};
const failure = (type: string, status = 400): Answer =>
  jsonAnswer({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'no' }, status);
const isNew = { ConditionExpression: 'attribute_not_exists(pk)' };

describe('the table over the AWS SDK', () => {
  test('writes, reads and deletes items', async () => {
    const [one, other] = [newKey(), newKey()];
    await table.put({ Item: { ...one, a: { N: '1' } } });
    await table.update({ Key: other, UpdateExpression: 'SET a = :a', ExpressionAttributeValues: { ':a': { S: 'b' } } });
    expect(await table.get({ Key: one })).toMatchObject({ Item: { a: { N: '1' } } });
    expect(await table.get({ Key: newKey() })).not.toHaveProperty('Item');
    expect(await table.batchGet([one, other, newKey()])).toHaveLength(2);
    const query = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': other.pk } };
    expect((await table.query(query)).Items).toEqual([{ ...other, a: { S: 'b' } }]);
    await table.delete({ Key: one });
    expect(await table.get({ Key: one })).not.toHaveProperty('Item');
  });

  test('a condition that does not hold is ConditionFailed with the item', async () => {
    const Item = { ...newKey(), a: { S: 'b' } };
    await table.put({ Item, ...isNew });
    await expect(table.put({ Item, ...isNew })).rejects.toEqual(new ConditionFailed(Item));
    const refused = table.update({
      Key: newKey(),
      UpdateExpression: 'SET a = pk',
      ConditionExpression: 'attribute_exists(pk)',
    });
    await expect(refused).rejects.toMatchObject({ name: 'ConditionFailed', item: undefined });
  });

  test('a transaction that is refused names its step and writes nothing', async () => {
    const [taken, free] = [newKey(), newKey()];
    await table.transact([{ name: 'first', write: { Put: { Item: taken, ...isNew } } }]);
    const steps = [free, taken].map((Item, index) => ({ name: `step ${index}`, write: { Put: { Item, ...isNew } } }));
    await expect(table.transact(steps)).rejects.toEqual(new TransactionRefused('step 1'));
    expect(await table.get({ Key: free })).not.toHaveProperty('Item');
  });

  test('a write that meets a transaction is retried', async () => {
    const before = store.requests('PutItem').length;
    store.failNext(failure('TransactionConflictException'));
    await table.put({ Item: newKey() });
    expect(store.requests('PutItem')).toHaveLength(before + 2);
  });

  test('a server error is retried three times, then the table is unavailable', async () => {
    const before = store.requests('GetItem').length;
    store.failNext(...Array<Answer>(3).fill(failure('InternalServerError', 500)));
    await expect(table.get({ Key: newKey() })).resolves.toBeDefined();
    store.failNext(...Array<Answer>(4).fill(failure('InternalServerError', 500)));
    const unavailable = problem('temporarily_unavailable', { message: 'DynamoDB does not answer' });
    await expect(table.get({ Key: newKey() })).rejects.toEqual(unavailable);
    expect(store.requests('GetItem')).toHaveLength(before + 8);
  });

  test('a service that does not answer is an outage with its cause, within the time limit of a check of doctor', async () => {
    const silent: Answer = () => undefined;
    store.failNext(...Array<Answer>(4).fill(silent));
    const began = Date.now();
    await expect(table.get({ Key: newKey() })).rejects.toMatchObject({
      code: 'temporarily_unavailable',
      cause: { name: 'TimeoutError' },
    });
    expect(Date.now() - began).toBeLessThan(8000);
  });

  test.each(['ValidationException', 'AccessDeniedException', 'ResourceNotFoundException'])(
    '%s is not an outage',
    async (type) => {
      store.failNext(failure(type));
      await expect(table.get({ Key: newKey() })).rejects.toMatchObject({ name: type, status: 400, message: 'no' });
    },
  );

  test('a connection that is reset, and no credentials at all, are an outage with its cause', async () => {
    const reset: Answer = (response) => response.destroy();
    store.failNext(...Array<Answer>(4).fill(reset));
    await expect(table.get({ Key: newKey() })).rejects.toMatchObject({ code: 'temporarily_unavailable' });
    const { table: nobody } = openTable(store.name, { credentials: () => Promise.reject(new Error('no profile')) });
    await expect(nobody.get({ Key: newKey() })).rejects.toMatchObject({ cause: { message: 'no profile' } });
  });
});

describe("DynamoDB's clock over the AWS SDK", () => {
  const dated =
    (seconds: number, status: number): Answer =>
    (response, received) => {
      response.setHeader('date', new Date(Date.now() + seconds * 1000).toUTCString());
      return jsonAnswer(status === 200 ? {} : { __type: 'x#ResourceNotFoundException' }, status)(response, received);
    };

  test('is that of the responses, those of errors included', async () => {
    const { table: dynamodb, clock } = openTable(store.name, {});
    for (const [seconds, status] of [
      [0, 200],
      [90, 200],
      [-3600, 200],
      [0, 400],
    ] as const) {
      store.failNext(dated(seconds, status));
      await dynamodb.get({ Key: newKey() }).catch(() => undefined);
      expect(Math.abs(clock.now() - Date.now() - seconds * 1000)).toBeLessThan(2000);
    }
  });
});

describe('the versions of secrets over the AWS SDK', () => {
  const versions = () => openSecretVersions({});
  let arn: string;
  beforeEach(async () => {
    arn = await secrets.create({ client_secret: 'first' });
  });

  test('are put, read with their time, and labelled', async () => {
    const id = '00000000-0000-4000-8000-000000000001';
    await versions().put(arn, { id, value: { client_secret: 'second' }, label: 'STAGED' });
    const read = await versions().read(arn, { label: 'STAGED' });
    expect(read).toEqual(await secrets.versions.read(arn, { id }));
    expect(Math.abs((read?.createdAt ?? 0) - Date.now())).toBeLessThan(60_000);
    await versions().move(arn, 'STAGED', { from: id });
    expect(await versions().read(arn, { label: 'STAGED' })).toBeUndefined();
    expect(await versions().labels(arn)).toEqual(await secrets.versions.labels(arn));
  });

  test('a refusal is AwsError by the name that AWS gives it', async () => {
    const move = versions().move(arn, 'STAGED', { from: '00000000-0000-4000-8000-000000000002' });
    await expect(move).rejects.toMatchObject({ status: 400, name: expect.stringMatching(/Exception$/) });
    const own = await secrets.versions
      .move(arn, 'STAGED', { from: 'x'.repeat(36) })
      .catch((error: Error) => error.name);
    await expect(versions().move(arn, 'STAGED', { from: 'x'.repeat(36) })).rejects.toMatchObject({ name: own });
  });
});
