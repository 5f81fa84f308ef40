import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createUser } from '../../../../functions/core/storage/users/sign-in-transaction.ts';
import { findUser } from '../../../../functions/core/storage/users/users.ts';
import type { LocalConnection } from '../../../../lib/local/connection-file.ts';
import { runOpsCommand } from '../../../../lib/ops/main.ts';
import { newSignIn, newUser } from '../../../functions/core/support/sign-ins.ts';
import { startTable, type TestTable } from '../../../functions/core/support/table.ts';

let store: TestTable;
const data = mkdtempSync(join(tmpdir(), 'postern-states-'));
beforeAll(async () => {
  store = await startTable();
  const connection: Partial<LocalConnection> = {
    ...{ region: 'us-east-1', accessKeyId: 'test', secretAccessKey: 'test', tableName: store.name },
    dynamodbEndpoint: process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '',
    secretsManagerEndpoint: 'http://127.0.0.1:9',
  };
  writeFileSync(join(data, 'local.json'), JSON.stringify(connection));
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterAll(async () => {
  jest.restoreAllMocks();
  rmSync(data, { recursive: true });
  await store.close();
});

async function pendingUser() {
  const user = { ...newUser(), state: 'blocked_pending_approval' } as const;
  await createUser(store.table, user, newSignIn(user));
  return user;
}
const approve = (name: string) => runOpsCommand(['users', 'approve', name, '--local', '--data', data, '--json']);
const reads = () => store.requests('GetItem').length + store.requests('BatchGetItem').length;

test('an account is read once before the first write', async () => {
  const user = await pendingUser();
  const before = reads();
  expect(await approve(user.username)).toBe(0);
  // One that shows DynamoDB's clock, the username's item, and the user.
  expect(reads() - before).toBe(3);
  expect((await findUser(store.table, user.id))?.state).toBe('active');
});

test('an account that changed since it was read is read again', async () => {
  const user = await pendingUser();
  const TableName = store.name;
  const Key = { pk: { S: 'NOBODY' }, sk: { S: 'NOBODY' } };
  const refused = { ConditionCheck: { TableName, Key, ConditionExpression: 'attribute_exists(pk)' } };
  store.rewrite((input, operation) => {
    if (operation !== 'TransactWriteItems') return input;
    store.rewrite((unchanged) => unchanged);
    return { ...input, TransactItems: [refused] };
  });
  const before = reads();
  expect(await approve(user.username)).toBe(0);
  expect(reads() - before).toBe(4);
  expect((await findUser(store.table, user.id))?.state).toBe('active');
});
