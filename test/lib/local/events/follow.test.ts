import { beforeEach, describe, expect, test } from '@jest/globals';
import { Cleanup } from '../../../../lib/local/cleanup.ts';
import type { StreamMapping } from '../../../../lib/local/events/event-source-mappings.ts';
import { followStreams } from '../../../../lib/local/events/follow.ts';
import type { Streaming } from '../../../../lib/local/events/table-stream.ts';
import { compilePolicy } from '../../../../lib/local/iam/policy.ts';
import type { LocalFunction } from '../../../../lib/local/template/functions.ts';

const events: LocalFunction = {
  name: 'Events',
  label: 'events',
  directory: '/bundle',
  handler: 'index.handler',
  environment: {},
  timeoutMs: 1_000,
  memoryMb: 512,
  role: { name: 'Role', policy: compilePolicy([], 'Role') },
};
const mapping: StreamMapping = {
  function: events,
  streamArn: 'arn:stream',
  tableName: 'Items',
  filter: () => true,
  batchSize: 100,
  retries: 3,
};

let written: string[];
let delivered: string[];
let log: string[];
let cleanup: Cleanup;
/** What else happens while the function is called. */
let meanwhile: () => void;
beforeEach(() => {
  meanwhile = () => undefined;
  written = [];
  delivered = [];
  log = [];
  cleanup = new Cleanup();
});

const streaming: Streaming = {
  dynamodb: () => Promise.reject(new Error('the stream is not read from DynamoDB')),
  open: () => ({ next: () => written.splice(0).map((id) => ({ id, dynamodb: {} })) }),
};

async function follow(): Promise<void> {
  const host = {
    ready: Promise.resolve(),
    close: async () => undefined,
    invoke: async (event: string) => {
      meanwhile();
      delivered.push(...JSON.parse(event).Records.map(({ id }: { id: string }) => id));
      return '{"batchItemFailures":[]}';
    },
  };
  await followStreams([mapping], new Map([[events, host]]), streaming, (line) => log.push(line), cleanup);
}
async function until(count: number): Promise<void> {
  while (delivered.length < count) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('followStreams', () => {
  test('invokes the function with records written while the run is up', async () => {
    await follow();
    for (const [index, id] of ['1', '2', '3'].entries()) {
      written.push(id);
      await until(index + 1);
    }
    expect(delivered).toEqual(['1', '2', '3']);
    await cleanup.run();
    expect(log).toEqual([]);
  });

  test('delivers records written until the end, and none after', async () => {
    await follow();
    written.push('1');
    await until(1);
    written.push('last');
    await cleanup.run();
    expect(delivered).toEqual(['1', 'last']);
    written.push('late');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(delivered).toEqual(['1', 'last']);
  });

  test('delivers records written during the last invocation', async () => {
    await follow();
    let ended: Promise<void> | undefined;
    meanwhile = () => {
      if (ended === undefined) written.push('meanwhile');
      ended ??= cleanup.run();
    };
    written.push('1');
    await until(1);
    await ended;
    expect(delivered).toEqual(['1', 'meanwhile']);
  });
});
