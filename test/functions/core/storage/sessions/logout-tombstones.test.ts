import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isSignedOut } from '../../../../../functions/core/accounts/sign-out.ts';
import {
  noLaterTombstone,
  noTombstoneCovers,
  signInValues,
  signOutValues,
  tombstoneAttributes,
} from '../../../../../functions/core/storage/sessions/logout-tombstones.ts';
import { outcomeOf } from '../../../../../functions/core/storage/table/errors.ts';
import { startTable, type TestTable } from '../../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

const marks = ['signed_out', 'signed_out_without_sid'] as const;
const Key = { pk: { S: 'MARKED' }, sk: { S: 'MARKED' } };
const marked = { arrivedAt: 5000, issuedAt: 5 };
const around = [-1, 0, 1].flatMap((at) =>
  [-1, 0, 1].map((iat) => ({ at: marked.arrivedAt + at, iat: marked.issuedAt + iat })),
);

/** Whether a condition holds on the item as it is. */
async function holds(ConditionExpression: string, ExpressionAttributeValues: object): Promise<boolean> {
  const values = Object(ExpressionAttributeValues);
  const update = { Key, UpdateExpression: 'SET tried = pk', ConditionExpression, ExpressionAttributeValues: values };
  return (await outcomeOf(store.table.update(update))).done;
}

test.each(marks)('noTombstoneCovers(%s) in the table agrees with isSignedOut', async (mark) => {
  await store.table.put({ Item: { ...Key, ...tombstoneAttributes(mark, marked) } });
  for (const { at, iat } of around) {
    const signIn = { startedAt: at, authenticatedAt: iat };
    expect(await holds(noTombstoneCovers(mark), signInValues(signIn))).toBe(!isSignedOut(signIn, marked));
  }
});

test.each(marks)(
  'notMarkedLater(%s) lets later tokens renew the mark, and later arrivals of the same second',
  async (mark) => {
    await store.table.put({ Item: { ...Key, ...tombstoneAttributes(mark, marked) } });
    for (const { at, iat } of around) {
      const later = iat > marked.issuedAt || (iat === marked.issuedAt && at > marked.arrivedAt);
      expect(await holds(noLaterTombstone(mark), signOutValues({ arrivedAt: at, issuedAt: iat }))).toBe(later);
    }
  },
);

test.each(marks)('without a tombstone %s both conditions hold, whatever the other tombstone', async (mark) => {
  const [other = mark] = marks.filter((name) => name !== mark);
  await store.table.put({ Item: { ...Key, ...tombstoneAttributes(other, marked) } });
  expect(await holds(noTombstoneCovers(mark), signInValues({ startedAt: 0, authenticatedAt: 0 }))).toBe(true);
  expect(await holds(noLaterTombstone(mark), signOutValues({ arrivedAt: 0, issuedAt: 0 }))).toBe(true);
});
