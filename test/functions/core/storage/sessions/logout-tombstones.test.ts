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

const kinds = ['signed_out', 'signed_out_without_sid'] as const;
const Key = { pk: { S: 'MARKED' }, sk: { S: 'MARKED' } };
const logout = { arrivedAt: 5000, issuedAt: 5 };
const around = [-1, 0, 1].flatMap((at) =>
  [-1, 0, 1].map((iat) => ({ at: logout.arrivedAt + at, iat: logout.issuedAt + iat })),
);

/** Whether a condition holds on the item as it is. */
async function holds(ConditionExpression: string, ExpressionAttributeValues: object): Promise<boolean> {
  const values = Object(ExpressionAttributeValues);
  const update = { Key, UpdateExpression: 'SET tried = pk', ConditionExpression, ExpressionAttributeValues: values };
  return (await outcomeOf(store.table.update(update))).done;
}

test.each(kinds)('noTombstoneCovers(%s) in the table agrees with isSignedOut', async (kind) => {
  await store.table.put({ Item: { ...Key, ...tombstoneAttributes(kind, logout) } });
  for (const { at, iat } of around) {
    const signIn = { startedAt: at, authenticatedAt: iat };
    expect(await holds(noTombstoneCovers(kind), signInValues(signIn))).toBe(!isSignedOut(signIn, logout));
  }
});

test.each(kinds)(
  'noLaterTombstone(%s) lets later tokens replace the tombstone, and later arrivals of the same second',
  async (kind) => {
    await store.table.put({ Item: { ...Key, ...tombstoneAttributes(kind, logout) } });
    for (const { at, iat } of around) {
      const later = iat > logout.issuedAt || (iat === logout.issuedAt && at > logout.arrivedAt);
      expect(await holds(noLaterTombstone(kind), signOutValues({ arrivedAt: at, issuedAt: iat }))).toBe(later);
    }
  },
);

test.each(kinds)('without a tombstone %s both conditions hold, whatever the other tombstone', async (kind) => {
  const [other = kind] = kinds.filter((name) => name !== kind);
  await store.table.put({ Item: { ...Key, ...tombstoneAttributes(other, logout) } });
  expect(await holds(noTombstoneCovers(kind), signInValues({ startedAt: 0, authenticatedAt: 0 }))).toBe(true);
  expect(await holds(noLaterTombstone(kind), signOutValues({ arrivedAt: 0, issuedAt: 0 }))).toBe(true);
});
