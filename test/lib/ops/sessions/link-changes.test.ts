import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AuditEvent } from '../../../../functions/core/audit/event.ts';
import { putAudit } from '../../../../functions/core/storage/audit-append.ts';
import { readLinkChanges } from '../../../../lib/ops/sessions/link-changes.ts';
import { startTable, type TestTable } from '../../../functions/core/support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

test('groups linked and unlinked identities by account, newest first, and follows accounts that were merged', async () => {
  const start = Date.now() - 60_000;
  let at = start;
  const happens = async (event: Partial<AuditEvent> & Pick<AuditEvent, 'event'>) => {
    at += 1000;
    await putAudit(store.table, { actor: 'user', id: `evt_${at}`, at, ...event });
  };
  await happens({ event: 'identity.unlinked', user: 'usr_old', provider: 'before' });
  await happens({ event: 'identity.linked', user: 'usr_a', provider: 'p1' });
  await happens({ event: 'user.signed_in', user: 'usr_b', provider: 'p1' });
  await happens({ event: 'identity.unlinked', user: 'usr_a', provider: 'p1' });
  await happens({ event: 'user.deleted', user: 'usr_a', to: 'usr_b' });
  await happens({ event: 'identity.linked', user: 'usr_b', provider: 'p2' });
  await happens({ event: 'user.deleted', user: 'usr_b', to: 'usr_c' });
  await happens({ event: 'identity.linked', user: 'usr_d', provider: 'p1' });
  await happens({ event: 'user.deleted', user: 'usr_d', from: 'active' });

  const changes = await readLinkChanges(store.table, start + 2000, { report() {}, end() {} });
  const summary = [...changes].map(([user, records]) => [
    user,
    records.map(({ event, provider }) => [event, provider]),
  ]);
  expect(Object.fromEntries(summary)).toEqual({
    usr_c: [
      ['identity.linked', 'p2'],
      ['identity.unlinked', 'p1'],
      ['identity.linked', 'p1'],
    ],
    usr_d: [['identity.linked', 'p1']],
  });
});
