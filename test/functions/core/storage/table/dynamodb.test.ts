import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { connectionFromEnvironment } from '../../../../../functions/core/aws/environment.ts';
import { createTable } from '../../../../../functions/core/storage/table/dynamodb.ts';
import { ConditionFailed, outcomeOf, TransactionRefused } from '../../../../../functions/core/storage/table/errors.ts';
import type { TransactionStep } from '../../../../../functions/core/storage/table/port.ts';
import { type Answer, jsonAnswer } from '../../support/loopback-server.ts';
import { problem } from '../../support/problems.ts';
import { openTable, startTable, type TestTable } from '../../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

let last = 0;
const newKey = () => {
  last += 1;
  return { pk: { S: `TEST#${last}` }, sk: { S: 'TEST' } };
};
const unavailable = problem('temporarily_unavailable', { message: 'DynamoDB does not answer' });
const put = (name: string, key = newKey(), onlyNew = true): TransactionStep => ({
  name,
  write: { Put: { Item: key, ...(onlyNew && { ConditionExpression: 'attribute_not_exists(pk)' }) } },
});

/** Answers as DynamoDB does where a transaction is cancelled for these reasons. */
const cancelled = (...codes: readonly string[]): Answer =>
  jsonAnswer(
    {
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      message: 'Transaction cancelled',
      CancellationReasons: codes.map((Code) => ({ Code })),
    },
    400,
  );
const failure = (type: string, status = 400): Answer =>
  jsonAnswer({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'no' }, status);

describe('reads', () => {
  test('are consistent', async () => {
    const Key = newKey();
    await store.table.put({ Item: { ...Key, a: { S: 'b' } } });
    expect(await store.table.get({ Key })).toMatchObject({ Item: { a: { S: 'b' } } });
    expect(await store.table.get({ Key: newKey() })).not.toHaveProperty('Item');
    const query = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': Key.pk } };
    expect((await store.table.query(query)).Items).toHaveLength(1);
    expect(await store.table.batchGet([Key, newKey()])).toHaveLength(1);
    for (const operation of ['GetItem', 'Query', 'BatchGetItem']) {
      for (const request of store.requests(operation)) expect(request).toContain('"ConsistentRead":true');
    }
  });

  test('with unprocessed keys are retried, and end as unavailable rather than empty', async () => {
    const [one, other] = [newKey(), newKey()];
    for (const key of [one, other]) await store.table.put({ Item: key });
    const UnprocessedKeys = { [store.name]: { Keys: [other], ConsistentRead: true } };
    store.failNext(jsonAnswer({ Responses: { [store.name]: [one] }, UnprocessedKeys }));
    expect(await store.table.batchGet([one, other])).toEqual([one, other]);
    store.failNext(...Array<Answer>(4).fill(jsonAnswer({ Responses: {}, UnprocessedKeys })));
    await expect(store.table.batchGet([one, other])).rejects.toEqual(unavailable);
  });
});

describe('a condition', () => {
  test('that does not hold is ConditionFailed, with the existing item', async () => {
    const Item = { ...newKey(), a: { S: 'b' } };
    const input = { Item, ConditionExpression: 'attribute_not_exists(pk)' };
    await store.table.put(input);
    await expect(store.table.put(input)).rejects.toEqual(
      expect.objectContaining({ name: 'ConditionFailed', item: Item }),
    );
    const update = { Key: newKey(), UpdateExpression: 'SET a = pk', ConditionExpression: 'attribute_exists(pk)' };
    const refused = store.table.update(update);
    await expect(refused).rejects.toBeInstanceOf(ConditionFailed);
    await expect(refused).rejects.toHaveProperty('item', undefined);
  });

  test('outcomeOf distinguishes it from other failures', async () => {
    const item = newKey();
    expect(await outcomeOf(Promise.resolve())).toEqual({ done: true });
    expect(await outcomeOf(Promise.reject(new ConditionFailed(item)))).toEqual({ done: false, item });
    const other = new Error('other');
    await expect(outcomeOf(Promise.reject(other))).rejects.toBe(other);
  });
});

describe('a write', () => {
  const writes: readonly (readonly [string, () => Promise<void>])[] = [
    ['PutItem', () => store.table.put({ Item: newKey() })],
    ['UpdateItem', () => store.table.update({ Key: newKey(), UpdateExpression: 'SET a = pk' })],
    ['DeleteItem', () => store.table.delete({ Key: newKey() })],
  ];

  test.each(writes)('by %s that conflicts with a transaction is retried', async (operation, write) => {
    const before = store.requests(operation).length;
    store.failNext(failure('TransactionConflictException'));
    await write();
    const [refused, sent, ...others] = store.requests(operation).slice(before);
    expect(others).toEqual([]);
    expect(sent).toBe(refused);
    const { Key, Item } = JSON.parse(sent ?? '');
    const { pk, sk } = Key ?? Item;
    expect('Item' in (await store.table.get({ Key: { pk, sk } }))).toBe(operation !== 'DeleteItem');
  });

  test.each(writes)('by %s that conflicts forever is unavailable', async (operation, write) => {
    const before = store.requests(operation).length;
    store.failNext(...Array<Answer>(12).fill(failure('TransactionConflictException')));
    await expect(write()).rejects.toEqual(unavailable);
    expect(store.requests(operation)).toHaveLength(before + 12);
  });

  test.each(writes)('by %s requests the refusing item only with a condition', async (operation, write) => {
    const before = store.requests(operation).length;
    await write();
    expect(store.requests(operation).slice(before).join()).not.toContain('ReturnValuesOnConditionCheckFailure');
  });

  test('whose condition does not hold after a conflict is refused', async () => {
    const Item = newKey();
    await store.table.put({ Item });
    store.failNext(failure('TransactionConflictException'));
    const again = store.table.put({ Item, ConditionExpression: 'attribute_not_exists(pk)' });
    await expect(again).rejects.toEqual(new ConditionFailed(Item));
  });
});

describe('a transaction', () => {
  test('writes all or nothing, and names the first step that was refused', async () => {
    const [taken, free] = [newKey(), newKey()];
    await store.table.transact([put('first', taken)]);
    const steps = [put('free', free), put('taken', taken), put('taken too', taken)];
    await expect(store.table.transact(steps.slice(0, 2))).rejects.toEqual(new TransactionRefused('taken'));
    expect(await store.table.get({ Key: free })).not.toHaveProperty('Item');
  });

  test('that conflicts is retried with the same token', async () => {
    const key = newKey();
    const before = store.requests('TransactWriteItems').length;
    store.failNext(
      cancelled('TransactionConflict'),
      cancelled('None', 'ThrottlingError'),
      cancelled('ProvisionedThroughputExceeded'),
    );
    await store.table.transact([put('one', key)]);
    expect(await store.table.get({ Key: key })).toHaveProperty('Item');
    const sent = store.requests('TransactWriteItems').slice(before);
    expect(sent).toHaveLength(4);
    const tokens = sent.map((body) => JSON.parse(body).ClientRequestToken);
    expect(tokens[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(tokens).size).toBe(1);
  });

  test('backs off exponentially with jitter', async () => {
    let draws = 0;
    const half = () => {
      draws += 1;
      return 0.5;
    };
    const table = createTable(store.name, connectionFromEnvironment(process.env), half, () => crypto.randomUUID());
    store.failNext(...Array<Answer>(3).fill(cancelled('TransactionConflict')));
    const before = performance.now();
    await table.transact([put('one')]);
    // Half of 50, 100 and 200 milliseconds; timers may be a little early.
    expect(performance.now() - before).toBeGreaterThan(170);
    expect(draws).toBe(3);
  });

  test('whose first attempt is in progress is retried with the same token', async () => {
    const key = newKey();
    const before = store.requests('TransactWriteItems').length;
    store.failNext(failure('TransactionInProgressException'));
    await store.table.transact([put('one', key)]);
    expect(await store.table.get({ Key: key })).toHaveProperty('Item');
    const [first, second, ...others] = store.requests('TransactWriteItems').slice(before);
    expect(others).toEqual([]);
    expect(second).toBe(first);
    store.failNext(...Array<Answer>(12).fill(failure('TransactionInProgressException')));
    await expect(store.table.transact([put('one')])).rejects.toEqual(unavailable);
  });

  test('two different ones have different tokens', async () => {
    const before = store.requests('TransactWriteItems').length;
    await store.table.transact([put('one')]);
    await store.table.transact([put('two')]);
    const tokens = store
      .requests('TransactWriteItems')
      .slice(before)
      .map((body) => JSON.parse(body).ClientRequestToken);
    expect(new Set(tokens).size).toBe(2);
  });

  test('that conflicts forever is unavailable', async () => {
    const before = store.requests('TransactWriteItems').length;
    store.failNext(...Array<Answer>(12).fill(cancelled('TransactionConflict')));
    await expect(store.table.transact([put('one')])).rejects.toEqual(unavailable);
    expect(store.requests('TransactWriteItems')).toHaveLength(before + 12);
  });

  test('is refused rather than retried if a condition failed beside a conflict', async () => {
    const before = store.requests('TransactWriteItems').length;
    store.failNext(cancelled('TransactionConflict', 'ConditionalCheckFailed'));
    await expect(store.table.transact([put('one'), put('two')])).rejects.toEqual(new TransactionRefused('two'));
    expect(store.requests('TransactWriteItems')).toHaveLength(before + 1);
  });

  test('that is invalid is an error of ours, not an outage', async () => {
    store.failNext(cancelled('ValidationError'));
    await expect(store.table.transact([put('one')])).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    const twice = newKey();
    await expect(store.table.transact([put('a', twice), put('b', twice)])).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('whose table is down is unavailable', async () => {
    store.failNext(failure('InternalServerError', 500), failure('InternalServerError', 500));
    await expect(store.table.transact([put('one')])).rejects.toEqual(unavailable);
  });
});

describe('a table that fails', () => {
  afterEach(async () => {
    // Whatever a test did not use up would answer the next one.
    await expect(store.table.get({ Key: newKey() })).resolves.toBeDefined();
  });

  test('once is retried', async () => {
    store.failNext(failure('InternalServerError', 500));
    await expect(store.table.get({ Key: newKey() })).resolves.toBeDefined();
  });

  test.each(['ProvisionedThroughputExceededException', 'RequestLimitExceeded'])(
    'by %s is unavailable',
    async (type) => {
      store.failNext(failure(type), failure(type));
      await expect(store.table.get({ Key: newKey() })).rejects.toEqual(unavailable);
    },
  );

  test('by a reset is unavailable', async () => {
    const reset: Answer = (response) => response.destroy();
    store.failNext(reset, reset);
    await expect(store.table.put({ Item: newKey() })).rejects.toEqual(unavailable);
  });

  test('by hanging is abandoned and unavailable', async () => {
    const hang: Answer = () => undefined;
    store.failNext(hang, hang);
    const impatient = openTable(store.name, 100);
    await expect(impatient.query({ KeyConditionExpression: 'pk = :a' })).rejects.toEqual(unavailable);
  });

  test.each([
    'ValidationException',
    'AccessDeniedException',
    'ResourceNotFoundException',
    'IdempotentParameterMismatchException',
  ])('by %s passes that error on', async (type) => {
    store.failNext(failure(type));
    await expect(store.table.update({ Key: newKey() })).rejects.toMatchObject({ name: type });
  });

  test('that does not exist is an error of ours too', async () => {
    const missing = openTable('missing');
    await expect(missing.get({ Key: newKey() })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
