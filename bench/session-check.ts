import { parseSessionToken } from '../functions/core/sessions/session-cookie.ts';
import { keys } from '../functions/core/storage/table/keys.ts';
import { type Deployed, type Outcome, startFunction } from './function-process.ts';
import { bundleHandler } from './handler-bundle.ts';
import { inTurns } from './interleave.ts';
import { sessionCheck } from './journey.ts';
import type { NodeVersion } from './node-versions.ts';
import type { Stack } from './stack.ts';
import { medianOf } from './statistics.ts';

/** What answering takes, warm and cold. Medians. */
export interface CheckSpeed {
  readonly name: string;
  /** Answers per second, one after the other. */
  readonly perSecond: number;
  /** Answers per second, eight at once in the one process. */
  readonly perSecondOfEight: number;
  /** CPU microseconds of the function's process per answer, one after the other. */
  readonly cpuMicros: number;
  /** The same with eight at once. */
  readonly cpuMicrosOfEight: number;
  /** Milliseconds from starting the process to the first answer. */
  readonly coldMs: number;
  /** CPU milliseconds of the process until then. */
  readonly coldCpuMs: number;
}

/** A handler and the event that it is called with. */
interface Subject {
  readonly name: string;
  readonly deployed: Deployed;
  readonly event: object;
}

/** What the floor is called: the read that every check needs, without anything around it. */
export const batchGetName = 'BatchGetItem by node:http';

/** How often each handler is started cold, warmed up, and then called per turn. */
const times = { cold: 9, warmUp: 1500, turns: 7, calls: 600 };

/** Measures the check of an open session beside the least that it can be, and beside answering at once. */
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
  const cold = await inTurns(subjects, times.cold, (subject) => measureCold(subject, node));
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
  const measurements = await inTurns(running, times.turns, async ({ process, event }) => ({
    single: await process.run([event], { rounds: times.calls }),
    eight: await process.run([event], { rounds: times.calls, concurrency: 8 }),
  }));
  await Promise.all(running.map(({ process }) => process.close()));
  return measurements;
}

/** Keys of the two items that a session check reads. */
function keysOf(cookie: string): readonly object[] {
  const token = parseSessionToken(cookie.slice(cookie.indexOf('=') + 1));
  if (token === undefined) throw new Error('The session cookie cannot be read.');
  return [keys.user(token.userId), keys.session(token.userId, token.sessionId)];
}
