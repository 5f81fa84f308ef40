import { parseSessionToken } from '../functions/core/sessions/session-cookie.ts';
import { keys } from '../functions/core/storage/table/keys.ts';
import { type Deployed, type Outcome, startFunction } from './function-process.ts';
import { bundleHandler } from './handler-bundle.ts';
import { interleave } from './interleave.ts';
import { sessionCheck } from './journey.ts';
import type { NodeVersion } from './node-versions.ts';
import type { Stack } from './stack.ts';
import { medianOf } from './statistics.ts';

/** Speed of a handler, warm and cold. Medians. */
export interface CheckSpeed {
  readonly name: string;
  /** Responses per second, sequential. */
  readonly perSecond: number;
  /** Responses per second, eight concurrent ones in one process. */
  readonly perSecondOfEight: number;
  /** CPU microseconds of the process per response, sequential. */
  readonly cpuMicros: number;
  /** CPU microseconds of the process per response, eight concurrent ones. */
  readonly cpuMicrosOfEight: number;
  /** Milliseconds from the start of the process to the first response. */
  readonly coldMs: number;
  /** CPU milliseconds of the process until the first response. */
  readonly coldCpuMs: number;
}

/** A handler, and the event to call it with. */
interface Subject {
  readonly name: string;
  readonly deployed: Deployed;
  readonly event: object;
}

/** Name of the lower bound: only the read that every session check needs. */
export const batchGetName = 'BatchGetItem by node:http';

/** Number of cold starts, of warm-up calls, of measured rounds, and of calls per round. */
const times = { cold: 9, warmUp: 1500, rounds: 7, calls: 600 };

/** Measures the check of an active session, its lower bound, and an empty handler. */
export async function measureChecks(stack: Stack, node: NodeVersion, cookie: string): Promise<readonly CheckSpeed[]> {
  const { functions, scratch } = stack;
  const { environment } = functions.session;
  const event = sessionCheck(cookie);
  const batchGet = bundleHandler('batch-get', environment, scratch);
  const subjects: readonly Subject[] = [
    { name: 'session check', deployed: functions.session, event },
    { name: batchGetName, deployed: batchGet, event: { keys: keysOf(cookie) } },
    { name: 'empty handler', deployed: bundleHandler('empty', environment, scratch), event },
  ];
  const cold = await interleave(subjects, times.cold, (subject) => measureCold(subject, node));
  const warm = await measureWarm(subjects, node);
  return subjects.map(({ name }) => ({
    name,
    perSecond: 1000 / medianOf(warm(name), ({ single }) => single.wallMs),
    perSecondOfEight: 1000 / medianOf(warm(name), ({ eight }) => eight.wallMs),
    cpuMicros: 1000 * medianOf(warm(name), ({ single }) => single.cpuMs),
    cpuMicrosOfEight: 1000 * medianOf(warm(name), ({ eight }) => eight.cpuMs),
    coldMs: medianOf(cold(name), ({ coldMs }) => coldMs),
    coldCpuMs: medianOf(cold(name), ({ processCpuMs }) => processCpuMs),
  }));
}

async function measureCold(
  { deployed, event }: Subject,
  node: NodeVersion,
): Promise<Pick<Outcome, 'processCpuMs'> & { readonly coldMs: number }> {
  const start = performance.now();
  const started = startFunction(deployed, node);
  const { processCpuMs } = await started.run([event]);
  const coldMs = performance.now() - start;
  await started.close();
  return { coldMs, processCpuMs };
}

async function measureWarm(subjects: readonly Subject[], node: NodeVersion) {
  const running = subjects.map((subject) => ({ ...subject, process: startFunction(subject.deployed, node) }));
  for (const { process, event } of running) await process.run([event], { rounds: times.warmUp, concurrency: 8 });
  const measurements = await interleave(running, times.rounds, async ({ process, event }) => ({
    single: await process.run([event], { rounds: times.calls }),
    eight: await process.run([event], { rounds: times.calls, concurrency: 8 }),
  }));
  await Promise.all(running.map(({ process }) => process.close()));
  return measurements;
}

/** Table keys of the two items that a session check reads. */
function keysOf(cookie: string): readonly object[] {
  const token = parseSessionToken(cookie.slice(cookie.indexOf('=') + 1));
  if (token === undefined) throw new Error('The session cookie cannot be read.');
  return [keys.user(token.userId), keys.session(token.userId, token.sessionId)];
}
