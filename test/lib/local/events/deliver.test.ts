import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { JsonObject } from '../../../../functions/core/base/json.ts';
import { createDeliver } from '../../../../lib/local/events/deliver.ts';

const record = (number: number, eventName = 'INSERT') => ({ eventName, dynamodb: { SequenceNumber: String(number) } });
const records = (...numbers: number[]) => numbers.map((number) => record(number));

let calls: string[][];
let answers: (() => object)[];
let log: string[];
let ending: AbortController;
beforeEach(() => {
  calls = [];
  answers = [];
  log = [];
  ending = new AbortController();
});

const failing =
  (...numbers: number[]) =>
  () => ({
    batchItemFailures: numbers.map((number) => ({ itemIdentifier: String(number) })),
  });
const throwing = () => {
  throw new Error('broken');
};

function open(retries = 3) {
  const mapping = {
    filter: (value: unknown) => Object(value).eventName === 'INSERT',
    batchSize: 3,
    retries,
    streamArn: 'arn:stream',
  };
  const invoke = async (event: string): Promise<string> => {
    const { Records } = JSON.parse(event);
    expect(Records.every(({ eventSourceARN }: JsonObject) => eventSourceARN === 'arn:stream')).toBe(true);
    calls.push(Records.map(({ dynamodb }: ReturnType<typeof record>) => dynamodb.SequenceNumber));
    return JSON.stringify(answers.shift()?.() ?? { batchItemFailures: [] });
  };
  return createDeliver(mapping, invoke, (line) => log.push(line), ending.signal);
}

/** Delivers while time passes at once. */
async function deliver(given: readonly JsonObject[], retries?: number): Promise<void> {
  jest.useFakeTimers();
  try {
    let done = false;
    const delivered = open(retries)(given).finally(() => {
      done = true;
    });
    while (!done) await jest.advanceTimersByTimeAsync(1_000);
    await delivered;
  } finally {
    jest.useRealTimers();
  }
}

describe('createDeliver', () => {
  test('delivers matching records in order and in batches', async () => {
    await deliver([record(1), record(2, 'REMOVE'), ...records(3, 4, 5)]);
    expect(calls).toEqual([['1', '3', '4'], ['5']]);
  });

  test('does not invoke the function if no record matches', async () => {
    await deliver([record(1, 'REMOVE')]);
    expect(calls).toEqual([]);
  });

  test('retries from the first failed record on, before the next batch', async () => {
    answers = [failing(3, 2)];
    await deliver(records(1, 2, 3, 4));
    expect(calls).toEqual([['1', '2', '3'], ['2', '3'], ['4']]);
    expect(log).toEqual([]);
  });

  test('retries the whole batch if the function fails', async () => {
    answers = [throwing];
    await deliver(records(1, 2));
    expect(calls).toEqual([
      ['1', '2'],
      ['1', '2'],
    ]);
  });

  test('drops a batch after the mapping’s retries, logs it, and continues with the next batch', async () => {
    answers = [failing(1), failing(1), failing(1)];
    await deliver(records(1, 2, 3, 4), 2);
    expect(calls.map(({ length }) => length)).toEqual([3, 3, 3, 1]);
    expect(log).toEqual(["3 records of the table's stream were dropped after the last retry."]);
  });

  test('does not retry after the end of the run', async () => {
    ending.abort();
    answers = [throwing];
    await open()(records(1));
    expect(calls).toEqual([['1']]);
    expect(log).toHaveLength(1);
  });
});
