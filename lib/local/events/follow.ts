import { setTimeout as sleep } from 'node:timers/promises';
import type { Cleanup } from '../cleanup.ts';
import type { FunctionHosts } from '../functions/start.ts';
import { createDeliver, type Deliver } from './deliver.ts';
import type { StreamMapping } from './event-source-mappings.ts';
import type { Streaming, TableStream } from './table-stream.ts';

/** Polling interval of a stream. It is Lambda's, which polls four times per second. */
const intervalMs = 250;

/**
 * Polls the streams of the event source mappings while the run is up, and invokes the mappings' functions with the
 * records. When the run ends, all records written until then are delivered first.
 */
export async function followStreams(
  mappings: readonly StreamMapping[],
  hosts: FunctionHosts,
  streaming: Streaming,
  log: (line: string) => void,
  cleanup: Cleanup,
): Promise<void> {
  for (const mapping of mappings) {
    const host = hosts.get(mapping.function);
    if (host === undefined) continue;
    const ending = new AbortController();
    const line = (text: string): void => log(`[${mapping.function.label}] ${text}`);
    const deliver = createDeliver(mapping, host.invoke, line, ending.signal);
    const following = follow(streaming.open(mapping.tableName), deliver, ending.signal);
    await cleanup.defer(() => {
      ending.abort();
      return following;
    });
  }
}

async function follow(stream: TableStream, deliver: Deliver, ending: AbortSignal): Promise<void> {
  for (;;) {
    const last = ending.aborted;
    await deliver(stream.next());
    if (last) return;
    await sleep(intervalMs, undefined, { ref: false, signal: ending }).catch(() => undefined);
  }
}
