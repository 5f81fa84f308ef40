import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../../functions/core/base/json.ts';
import type { Invoke } from '../gateway/gateway.ts';
import { asArray, asObject } from '../json.ts';
import type { StreamMapping } from './event-source-mappings.ts';

/** Time between a failed batch and its retry. */
const retryDelayMs = 1_000;

/**
 * Invokes the function of an event source mapping with those of the records that match the mapping's filter criteria.
 */
export type Deliver = (records: readonly JsonObject[]) => Promise<void>;

/**
 * Delivers stream records as Lambda does (Lambda Developer Guide: "Using AWS Lambda with Amazon DynamoDB"): in order
 * and in batches. If the function reports failed records, the batch is retried from the first of them, until it
 * succeeds or the retries are exhausted. After `signal` aborts, nothing is retried. `log` is called with each batch
 * that is dropped.
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
      left = await failedRecords(left, invoke);
      if (left.length === 0) return;
      if (attempt === retries || signal.aborted)
        return log(`${left.length} records of the table's stream were dropped after the last retry.`);
      await sleep(retryDelayMs, undefined, { ref: false, signal }).catch(() => undefined);
    }
  }
  return async (records) => {
    const passed = records.filter(filter).map((record) => ({ ...record, eventSourceARN: streamArn }));
    for (let start = 0; start < passed.length; start += batchSize) {
      await deliverBatch(passed.slice(start, start + batchSize));
    }
  };
}

/**
 * Invokes the function, and returns the records from the first failed one on. If the function throws, all records have
 * failed, and the function's host logs the error.
 */
async function failedRecords(batch: readonly JsonObject[], invoke: Invoke): Promise<readonly JsonObject[]> {
  let answer: string;
  try {
    answer = await invoke(JSON.stringify({ Records: batch }));
  } catch {
    return batch;
  }
  const failures = asArray(
    asObject(JSON.parse(answer), "The function's result")['batchItemFailures'],
    'batchItemFailures',
  );
  const failed = new Set(failures.map((failure) => asObject(failure, 'A failure')['itemIdentifier']));
  const first = batch.findIndex((record) => failed.has(sequenceNumberOf(record)));
  return first < 0 ? [] : batch.slice(first);
}

function sequenceNumberOf({ dynamodb }: JsonObject): unknown {
  return asObject(dynamodb, 'A record')['SequenceNumber'];
}
