import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AuditRecord } from '../../../functions/core/audit/event.ts';
import { auditItem } from '../../../functions/core/storage/audit-append.ts';
import { entryOf } from '../../../functions/events/event-bus-entry.ts';

const whole: AuditRecord = {
  id: 'evt_1',
  at: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  event: 'user.state_changed',
  actor: 'operator',
  operator: 'arn:aws:iam::1:user/ann',
  user: 'usr_1',
  provider: 'corp',
  session: 'ses_1',
  code: 'account_blocked',
  reason: 'blocked by an operator',
  from: 'active',
  to: 'blocked',
  attributes: ['email', 'name'],
  sourceIp: '192.0.2.1',
  userAgent: 'curl',
  requestId: 'req-1',
};
const inserted = (NewImage: object) => ({ eventName: 'INSERT', dynamodb: { NewImage: { ...NewImage } } });

describe('entryOf', () => {
  test('maps every field of an event to its name on the bus', () => {
    const entry = entryOf(inserted(auditItem(whole)));
    expect(entry).toMatchObject({ Source: 'postern', DetailType: 'user.state_changed', Time: whole.at / 1000 });
    expect(JSON.parse(entry?.Detail ?? '')).toEqual({
      id: 'evt_1',
      time: '2026-01-02T03:04:05.678Z',
      event: 'user.state_changed',
      actor: 'operator',
      operator: 'arn:aws:iam::1:user/ann',
      user: 'usr_1',
      provider: 'corp',
      session: 'ses_1',
      code: 'account_blocked',
      reason: 'blocked by an operator',
      from: 'active',
      to: 'blocked',
      attributes: ['email', 'name'],
      source_ip: '192.0.2.1',
      user_agent: 'curl',
      request_id: 'req-1',
    });
  });

  test('omits absent fields, and those that only the table needs', () => {
    const { id, at, event, actor } = whole;
    const entry = entryOf(
      inserted({ ...auditItem({ id, at, event, actor }), ...marshall({ secret: 'of the table' }) }),
    );
    expect(Object.keys(JSON.parse(entry?.Detail ?? '')).sort()).toEqual(['actor', 'event', 'id', 'time']);
  });

  const item = auditItem(whole);
  test.each([
    ['a record that was changed', { ...inserted(item), eventName: 'MODIFY' }],
    ['a record that was deleted', { eventName: 'REMOVE', dynamodb: {} }],
    ['no image', { eventName: 'INSERT' }],
    ['no id', inserted({ ...item, id: { NULL: true } })],
    ['no event', inserted({ ...item, event: { S: '' } })],
    ['a time in words', inserted({ ...item, at: { S: 'now' } })],
    ['a time beyond all times', inserted({ ...item, at: { N: '1e20' } })],
    ['what is no item', inserted({ at: { X: 1 } })],
  ])('returns nothing for %s', (_, record) => {
    expect(entryOf(Object(record))).toBeUndefined();
  });

  test('never throws, and returns only JSON objects', () => {
    const junk = fc.record({ eventName: fc.constant('INSERT'), dynamodb: fc.record({ NewImage: fc.anything() }) });
    fc.assert(
      fc.property(junk, (record) => {
        const entry = entryOf(Object(record));
        expect(entry === undefined || typeof JSON.parse(entry.Detail) === 'object').toBe(true);
      }),
    );
  });
});
