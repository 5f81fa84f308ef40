import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { isObject, type JsonObject } from '../../../functions/core/base/json.ts';
import { accountId, region } from '../account-and-region.ts';
import { type AwsService, errorResponse, operationOf, respond, ServiceException } from '../aws/service.ts';
import { asArray, asObject } from '../json.ts';

/** What one request takes, in entries and in bytes (EventBridge quotas). */
const limits = { entries: 10, bytes: 256 * 1024 };

/**
 * A stand-in for EventBridge: appends each event that is put on the bus to `file` as one line of JSON, in the form in
 * which a rule's target would be given it (EventBridge User Guide: "Events structure").
 */
export function openEventBus(file: string): AwsService {
  return async (request) => {
    const operation = operationOf(request);
    if (operation !== 'PutEvents') {
      return errorResponse('UnknownOperationException', `The stand-in for EventBridge does not know ${operation}.`);
    }
    return respond(() => {
      const events = readEntries(JSON.parse(request.body)).map(readEvent);
      const lines = events.flatMap((event) => (event === undefined ? [] : [`${JSON.stringify(event)}\n`]));
      appendFileSync(file, lines.join(''), { mode: 0o600 });
      const Entries = events.map((event) => (event === undefined ? malformed : { EventId: event.id }));
      return { FailedEntryCount: events.length - lines.length, Entries };
    });
  };
}

const malformed = { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };

function readEntries(input: unknown): readonly JsonObject[] {
  const entries = asArray(asObject(input, 'The input')['Entries'], 'Entries').filter(isObject);
  const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (entries.length < 1 || entries.length > limits.entries || bytes > limits.bytes) {
    throw new ServiceException(
      'ValidationException',
      `${entries.length} entries of ${bytes} bytes: one to ${limits.entries} of together ${limits.bytes} bytes are taken.`,
    );
  }
  return entries;
}

function sizeOf({ Source, DetailType, Detail, Time }: JsonObject): number {
  const texts = [Source, DetailType, Detail].map((text) => Buffer.byteLength(String(text ?? '')));
  return texts.reduce((sum, bytes) => sum + bytes, Time === undefined ? 0 : 14);
}

/** The event of an entry; undefined where its detail is not a JSON object, which EventBridge refuses by itself. */
function readEvent({
  Source,
  DetailType,
  Detail,
  Time,
  Resources,
}: JsonObject): (JsonObject & { id: string }) | undefined {
  const detail = parse(Detail);
  if (!isObject(detail)) return undefined;
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

function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    // The caller's mistake, which the entry's result tells it.
    return undefined;
  }
}
