import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { isObject, type JsonObject, parseObject } from '../../../functions/core/base/json.ts';
import { accountId, region } from '../account-and-region.ts';
import { type AwsService, inputOf, operationOf, respond, ServiceException } from '../aws/service.ts';

/** Maximum number of entries and bytes in a PutEvents request (EventBridge quotas). */
const limits = { entries: 10, bytes: 256 * 1024 };

/**
 * A stand-in for EventBridge: appends each event to `file` as one line of JSON, in the structure that a rule's target
 * receives (EventBridge User Guide: "Events structure").
 */
export function openEventBus(file: string): AwsService {
  return (request) =>
    respond(() => {
      const operation = operationOf(request);
      if (operation !== 'PutEvents') {
        const message = `The stand-in for EventBridge does not support ${operation}.`;
        throw new ServiceException('UnknownOperationException', message);
      }
      const events = readEntries(inputOf(request)).map(readEvent);
      const lines = events.flatMap((event) => (event === undefined ? [] : [`${JSON.stringify(event)}\n`]));
      appendFileSync(file, lines.join(''), { mode: 0o600 });
      const Entries = events.map((event) => (event === undefined ? malformed : { EventId: event.id }));
      return { FailedEntryCount: events.length - lines.length, Entries };
    });
}

const malformed = { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };

function readEntries({ Entries }: JsonObject): readonly JsonObject[] {
  const entries = Array.isArray(Entries) ? Entries.filter(isObject) : [];
  const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (entries.length < 1 || entries.length > limits.entries || bytes > limits.bytes) {
    throw new ServiceException(
      'ValidationException',
      `${entries.length} entries of ${bytes} bytes: the limits are 1 to ${limits.entries} entries and ${limits.bytes} bytes in total.`,
    );
  }
  return entries;
}

function sizeOf({ Source, DetailType, Detail, Time }: JsonObject): number {
  const texts = [Source, DetailType, Detail].map((text) => Buffer.byteLength(String(text ?? '')));
  return texts.reduce((sum, bytes) => sum + bytes, Time === undefined ? 0 : 14);
}

/**
 * Event for an entry of a PutEvents request. It is undefined if the entry's detail is not a JSON object: EventBridge
 * rejects that entry and accepts the others.
 */
function readEvent({
  Source,
  DetailType,
  Detail,
  Time,
  Resources,
}: JsonObject): (JsonObject & { id: string }) | undefined {
  const detail = parseObject(String(Detail));
  if (detail === undefined) return undefined;
  const time = typeof Time === 'number' ? new Date(Time * 1000) : new Date();
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': DetailType,
    source: Source,
    account: accountId,
    time: time.toISOString().replace(/\.\d{3}/, ''),
    region,
    resources: Resources ?? [],
    detail,
  };
}
