import { describeCauses, type Log } from '../base/log.ts';
import type { RecordFallback } from '../provider/client-secret/authenticate.ts';
import { countFallbacks } from './secret-status.ts';
import type { Table } from './table/port.ts';

/** Between two writes of one count: during a rotation every sign-in may need a non-current version. */
const minWriteIntervalMs = 1000;

/** What recording fallbacks needs. */
export interface FallbackPorts {
  readonly table: Table;
  readonly log: Log;
  readonly clock: () => number;
}

/** Logs each fallback, for a metric, and counts it in the table, for `ops secret status`. */
export function createFallbackRecorder({ table, log, clock }: FallbackPorts): RecordFallback {
  const counts = new Map<string, { unwritten: number; writtenAt: number }>();
  return async (provider, use, { stage, version }) => {
    log('warn', 'client_secret_fallback', { provider, use, stage });
    const kind = `${use} ${stage}`;
    const key = `${provider} ${kind} ${version.id}`;
    const count = counts.get(key) ?? { unwritten: 0, writtenAt: Number.NEGATIVE_INFINITY };
    counts.set(key, count);
    count.unwritten += 1;
    const at = clock();
    if (at - count.writtenAt < minWriteIntervalMs) return;
    const { unwritten } = count;
    Object.assign(count, { unwritten: 0, writtenAt: at });
    const accepted = use === 'authenticate' ? { version: version.id, at } : undefined;
    await countFallbacks(table, { provider }, kind, { count: unwritten, at, accepted }).catch((error: unknown) => {
      // The sign-in succeeded: a missing count is no reason to refuse it.
      log('error', 'fallback_not_counted', { provider, causes: describeCauses(error) });
    });
  };
}
