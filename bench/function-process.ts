import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import type { NodeVersion } from './node-versions.ts';

/** A function as deployed: bundle, handler and environment variables. */
export interface Deployed {
  /** Directory of the bundle. */
  readonly directory: string;
  /** Lambda's handler name: file without extension, dot, export. */
  readonly handler: string;
  /** All environment variables: none of this process are added. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Message to a function's process: handle all events, `rounds` times, up to `concurrency` at once. */
export interface Work {
  readonly events: readonly object[];
  readonly rounds: number;
  readonly concurrency: number;
}

/** The part of payload 2.0's response that the benchmark uses. */
export interface Result {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
}

/** Measurements of a function's process. */
export interface Outcome {
  /** Wall-clock milliseconds per call, from the first call to the last response. */
  readonly wallMs: number;
  /** CPU milliseconds per call, of all threads of the process. */
  readonly cpuMs: number;
  /** CPU milliseconds of the process since its start. */
  readonly processCpuMs: number;
  /** Responses of the first round. */
  readonly results: readonly Result[];
}

/** A function in a process of its own, like an execution environment of Lambda. */
export interface FunctionProcess {
  /** Handles the events. Rejects if a call throws or responds with an error. */
  run(events: readonly object[], options?: { rounds?: number; concurrency?: number }): Promise<Outcome>;
  close(): Promise<void>;
}

/** Starts a function on a Node.js version. */
export function startFunction(deployed: Deployed, { program }: NodeVersion): FunctionProcess {
  const { directory, handler, environment } = deployed;
  const child = spawn(program, ['--eval', runnerSource(), directory, ...handler.split('.')], {
    env: { ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-2_000);
  });
  // Sending fails when the process has ended: its standard error explains more than the node error.
  child.on('error', (error) => {
    errors += error.message;
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const failed = ended.then(() => Promise.reject(new Error(`The function's process ended: ${errors.trim()}`)));
  failed.catch(() => undefined);
  return {
    run(events, { rounds = 1, concurrency = 1 } = {}) {
      const answered = new Promise<Outcome>((resolve) => {
        child.once('message', (text) => resolve(JSON.parse(String(text))));
      });
      child.send(JSON.stringify({ events, rounds, concurrency } satisfies Work));
      return Promise.race([answered, failed]);
    },
    async close() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

let source: string | undefined;

/** The runner as a plain script: a TypeScript loader would distort the measurements. */
function runnerSource(): string {
  source ??= transformSync(readFileSync(new URL('./function-runner.ts', import.meta.url), 'utf8'), {
    loader: 'ts',
    format: 'cjs',
    target: 'node20',
  }).code;
  return source;
}
