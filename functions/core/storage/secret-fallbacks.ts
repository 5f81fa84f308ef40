import { describeCauses, type Log } from '../base/log.ts';
import type { RecordFallback } from '../provider/client-secret/authenticate.ts';
import { countFallbacks } from './secret-status.ts';
import type { Table } from './table/port.ts';

/**
 * Minimum milliseconds between two writes of the same count. During a rotation, every sign-in may use a non-current
 * secret version. Uses between two writes are added to the later write.
 */
const minWriteIntervalMs = 1000;

/** Dependencies of recording the use of non-current client secrets. */
export interface FallbackPorts {
  readonly table: Table;
  readonly log: Log;
  readonly clock: () => number;
}

/**
 * Creates the recorder of fallbacks (uses of a client secret version that is not current). It logs each one, for a
 * metric, and counts them in the table, for `ops secret status`.
 */
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
      // The sign-in has succeeded, so a count that cannot be written does not refuse it.
      log('error', 'fallback_not_counted', { provider, causes: describeCauses(error) });
    });
  };
}
