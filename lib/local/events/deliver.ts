import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../../functions/core/base/json.ts';
import type { Invoke } from '../gateway/gateway.ts';
import { asArray, asObject } from '../json.ts';
import type { StreamMapping } from './event-source-mappings.ts';

/** Milliseconds before a batch that the function did not take is tried again. */
const pause = 1_000;

/** Calls a mapping's function with the records that its filter lets pass. */
export type Deliver = (records: readonly JsonObject[]) => Promise<void>;

/**
 * Delivers as Lambda does (Lambda Developer Guide: "Using AWS Lambda with Amazon DynamoDB"): in order, in batches, and
 * from the first record on that the function reports, again until it is taken or the attempts are used up. After
 * `signal` nothing is tried again. `log` is told of what is given up.
 */
export function createDeliver(
  { filter, batchSize, retries, streamArn }: Pick<StreamMapping, 'filter' | 'batchSize' | 'retries' | 'streamArn'>,
  invoke: Invoke,
  log: (line: string) => void,
  signal: AbortSignal,
): Deliver {
  async function deliverBatch(batch: readonly JsonObject[]): Promise<void> {
    let left = batch;
    for (let attempt = 0; ; attempt += 1) {
      left = await notTaken(left, invoke);
      if (left.length === 0) return;
      if (attempt === retries || signal.aborted)
        return log(`${left.length} records of the table's stream were given up.`);
      await sleep(pause, undefined, { ref: false, signal }).catch(() => undefined);
    }
  }
  return async (records) => {
    const passed = records.filter(filter).map((record) => ({ ...record, eventSourceARN: streamArn }));
    for (let start = 0; start < passed.length; start += batchSize) {
      await deliverBatch(passed.slice(start, start + batchSize));
    }
  };
}

/** Calls the function, and gives the records from the first on that it did not take; the host has logged what it threw. */
async function notTaken(batch: readonly JsonObject[], invoke: Invoke): Promise<readonly JsonObject[]> {
  let answer: string;
  try {
    answer = await invoke(JSON.stringify({ Records: batch }));
  } catch {
    return batch;
  }
  const failures = asArray(
    asObject(JSON.parse(answer), "The function's answer")['batchItemFailures'],
    'batchItemFailures',
  );
  const failed = new Set(failures.map((failure) => asObject(failure, 'A failure')['itemIdentifier']));
  const first = batch.findIndex((record) => failed.has(sequenceNumberOf(record)));
  return first < 0 ? [] : batch.slice(first);
}

function sequenceNumberOf({ dynamodb }: JsonObject): unknown {
  return asObject(dynamodb, 'A record')['SequenceNumber'];
}
