import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsService } from '../aws/request.ts';
import type { Cleanup } from '../cleanup.ts';
import type { Hosts } from '../run-functions.ts';
import { createDeliver, type Deliver } from './deliver.ts';
import type { StreamMapping } from './mappings.ts';
import { openTableStream, type TableStream } from './table-stream.ts';

/** Milliseconds between two looks at a stream: Lambda looks four times a second. */
const interval = 250;

/**
 * Follows the streams of the mappings while the run is up, and calls their functions. When the run ends, what was
 * written by then is delivered first. A table without a stream is left alone, which `log` is told.
 */
export async function followStreams(
  mappings: readonly StreamMapping[],
  hosts: Hosts,
  dynamodb: AwsService,
  log: (line: string) => void,
  cleanup: Cleanup,
): Promise<void> {
  for (const mapping of mappings) {
    const host = hosts.get(mapping.function);
    if (host === undefined) continue;
    const stream = await openTableStream(dynamodb, mapping.tableName);
    if (stream === undefined) {
      log('Events are not put on the bus: this DynamoDB has no stream of the table. All else works.');
      continue;
    }
    const ending = new AbortController();
    const line = (text: string): void => log(`[${mapping.function.label}] ${text}`);
    const following = follow(stream, createDeliver(mapping, host.invoke, line, ending.signal), ending.signal).catch(
      (error: unknown) => line(`Events are put on the bus no more: ${error instanceof Error ? error.message : error}`),
    );
    await cleanup.defer(() => {
      ending.abort();
      return following;
    });
  }
}

async function follow(stream: TableStream, deliver: Deliver, ending: AbortSignal): Promise<void> {
  for (;;) {
    const last = ending.aborted;
    await deliver(await stream.next());
    if (last) return;
    await sleep(interval, undefined, { ref: false, signal: ending }).catch(() => undefined);
  }
}
