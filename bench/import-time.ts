import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Deployed } from './function-process.ts';
import { bundleHandler } from './handler-bundle.ts';
import { interleave } from './interleave.ts';
import type { NodeVersion } from './node-versions.ts';
import type { Stack } from './stack.ts';
import { medianOf } from './statistics.ts';

/** Import time of a bundle in a fresh process. Medians. */
export interface ImportTime {
  readonly name: string;
  /** Milliseconds of only `require`. */
  readonly importMs: number;
  /** CPU milliseconds of `require`, all threads. */
  readonly importCpuMs: number;
  /** Milliseconds from the start of Node.js until the bundle is loaded. */
  readonly readyMs: number;
  /** `readyMs` divided by the empty handler's. */
  readonly ratio: number;
}

/** Fresh processes per bundle. */
const runs = 15;

const script = `
const cpuBefore = process.cpuUsage();
const before = performance.now();
require(process.argv[1]);
const readyMs = performance.now();
const { user, system } = process.cpuUsage(cpuBefore);
console.log(JSON.stringify({ importMs: readyMs - before, importCpuMs: (user + system) / 1000, readyMs }));
`;

const empty = 'empty handler';

/** Measures the functions' bundles, the AWS SDK's clients by themselves, and an empty handler. */
export async function measureImports({ functions, scratch }: Stack, node: NodeVersion): Promise<readonly ImportTime[]> {
  const { environment } = functions.session;
  const bundles = [
    ...Object.entries(functions).map(([name, bundle]) => ({ name, bundle })),
    { name: 'AWS SDK only', bundle: bundleHandler('aws-clients', environment, scratch) },
    { name: empty, bundle: bundleHandler('empty', environment, scratch) },
  ];
  const samples = await interleave(bundles, runs, ({ bundle }) => importOnce(bundle, node));
  const readyMs = (name: string) => medianOf(samples(name), (one) => one.readyMs);
  return bundles.map(({ name }) => ({
    name,
    importMs: medianOf(samples(name), (one) => one.importMs),
    importCpuMs: medianOf(samples(name), (one) => one.importCpuMs),
    readyMs: readyMs(name),
    ratio: readyMs(name) / readyMs(empty),
  }));
}

async function importOnce(
  { directory, environment }: Deployed,
  { program }: NodeVersion,
): Promise<Omit<ImportTime, 'name' | 'ratio'>> {
  const { stdout } = await promisify(execFile)(program, ['--eval', script, join(directory, 'index.js')], {
    env: { ...environment },
  });
  return JSON.parse(stdout);
}
