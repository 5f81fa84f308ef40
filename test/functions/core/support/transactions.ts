import { expect } from '@jest/globals';
import { TransactionRefused } from '../../../../functions/core/storage/table/errors.ts';
import type { TestTable } from './table.ts';

/** Expects a write to be refused at a step and to have written nothing. */
export async function expectRefusal(store: TestTable, step: string, write: () => Promise<void>): Promise<void> {
  const before = await store.items();
  await expect(write()).rejects.toEqual(new TransactionRefused(step));
  await expect(write()).rejects.toHaveProperty('step', step);
  expect(await store.items()).toEqual(before);
}

/** Changes a user's item by hand. */
export function setUser(
  { table }: TestTable,
  userId: string,
  UpdateExpression: string,
  ExpressionAttributeNames: Record<string, string>,
  ExpressionAttributeValues?: Record<string, { S: string }>,
): Promise<void> {
  const Key = { pk: { S: `USER#${userId}` }, sk: { S: 'PROFILE' } };
  return table.update({
    Key,
    UpdateExpression,
    ExpressionAttributeNames,
    ...(ExpressionAttributeValues && { ExpressionAttributeValues }),
  });
}
