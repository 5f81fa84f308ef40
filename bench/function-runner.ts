/**
 * Code of a function's process: loads the bundle, calls the handler, and reports wall-clock time and CPU time.
 * function-process.ts starts it from its source text, so it may import only Node.js modules.
 */
import { createRequire } from 'node:module';
import type { Outcome, Result, Work } from './function-process.ts';

const [directory = '', file = '', exportName = ''] = process.argv.slice(1);
const handle = createRequire(`${directory}/`)(`./${file}.js`)[exportName];

process.on('message', (text) => void run(JSON.parse(String(text))).then((outcome) => process.send?.(outcome)));
process.on('disconnect', () => process.exit());

async function run({ events, rounds, concurrency }: Work): Promise<string> {
  const calls = events.length * rounds;
  const results: Result[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < calls) {
      const index = next;
      next += 1;
      const result: Result = await handle(events[index % events.length], {});
      if (result.statusCode >= 400) throw new Error(`the handler answered ${JSON.stringify(result)}`);
      if (index < events.length) results[index] = result;
    }
  };
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  await Promise.all(Array.from({ length: concurrency }, work));
  const wallMs = performance.now() - start;
  const spent = process.cpuUsage(cpuBefore);
  const whole = process.cpuUsage();
  return JSON.stringify({
    wallMs: wallMs / calls,
    cpuMs: (spent.user + spent.system) / 1000 / calls,
    processCpuMs: (whole.user + whole.system) / 1000,
    results,
  } satisfies Outcome);
}
