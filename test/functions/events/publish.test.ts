import { beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditRecord } from '../../../functions/core/audit/event.ts';
import type { Entry } from '../../../functions/core/aws/event-bus.ts';
import { auditItem } from '../../../functions/core/storage/audit-append.ts';
import { publish } from '../../../functions/events/publish.ts';

const event = (number: number, more: Partial<AuditRecord> = {}) => ({
  eventName: 'INSERT',
  dynamodb: {
    SequenceNumber: String(number),
    NewImage: auditItem({ id: `evt_${number}`, at: number, event: 'user.created', actor: 'user', ...more }),
  },
});
const events = (count: number) => Array.from({ length: count }, (_, index) => event(index + 1));

let put: string[][];
/** Identifiers of events that the bus does not take. */
let refused: ReadonlySet<string>;
let lines: unknown[];
const ports = {
  async putEvents(entries: readonly Entry[]) {
    const ids = entries.map(({ Detail }) => String(JSON.parse(Detail).id));
    put.push(ids);
    return ids.map((id) => (refused.has(id) ? 'ThrottlingException' : undefined));
  },
  log: (level: string, name: string, fields: object) => lines.push({ level, name, ...fields }),
};
beforeEach(() => {
  put = [];
  refused = new Set();
  lines = [];
});

describe('publish', () => {
  test('puts all events in order, ten at a time', async () => {
    expect(await publish({ Records: events(25) }, ports)).toEqual({ batchItemFailures: [] });
    expect(put.map((ids) => ids.length)).toEqual([10, 10, 5]);
    expect(put.flat()).toEqual(events(25).map((_, index) => `evt_${index + 1}`));
    expect(lines).toEqual([]);
  });

  test('is retried from the first refused event, and puts nothing after its batch', async () => {
    refused = new Set(['evt_13', 'evt_15']);
    const answer = await publish({ Records: events(25) }, ports);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '13' }] });
    expect(put).toHaveLength(2);
    expect(lines).toEqual([{ level: 'warn', name: 'event_refused', code: 'ThrottlingException' }]);
  });

  test('is retried if the bus does not respond', async () => {
    const putEvents = async () => {
      throw new Error('ECONNREFUSED');
    };
    const answer = await publish({ Records: events(3) }, { ...ports, putEvents });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(lines).toEqual([{ level: 'error', name: 'event_bus_failed', causes: ['Error: ECONNREFUSED'] }]);
  });

  test('logs and skips what can never be put', async () => {
    const junk = { eventName: 'INSERT', dynamodb: { SequenceNumber: '2', NewImage: { pk: { S: 'AUDIT#' } } } };
    const huge = event(3, { reason: 'x'.repeat(256 * 1024) });
    expect(await publish({ Records: [event(1), junk, huge, event(4)] }, ports)).toEqual({ batchItemFailures: [] });
    expect(put).toEqual([['evt_1', 'evt_4']]);
    const left = { level: 'error', name: 'event_left_out' };
    expect(lines).toEqual([
      { ...left, sequenceNumber: '2', reason: 'not an event' },
      { ...left, sequenceNumber: '3', reason: 'too large' },
    ]);
  });

  test('makes no call for an empty batch', async () => {
    expect(await publish({ Records: [] }, ports)).toEqual({ batchItemFailures: [] });
    expect(put).toEqual([]);
  });
});
