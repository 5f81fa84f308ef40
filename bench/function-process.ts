import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import type { NodeVersion } from './node-versions.ts';

/** A bundle and what it is started with. */
export interface Deployed {
  /** Directory of the bundle. */
  readonly directory: string;
  /** As Lambda names it: file without extension, dot, export. */
  readonly handler: string;
  /** The whole environment: nothing of this process's is added. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What a function's process is told: all events in turn, `rounds` times, `concurrency` of them at once. */
export interface Work {
  readonly events: readonly object[];
  readonly rounds: number;
  readonly concurrency: number;
}

/** The part of payload 2.0's response that is looked at. */
export interface Result {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
}

/** What the function's process measured. */
export interface Outcome {
  /** Milliseconds from the first call to the last answer, per call. */
  readonly wallMs: number;
  /** CPU milliseconds of the function's process, all its threads, per call. */
  readonly cpuMs: number;
  /** CPU milliseconds of the process since it was started. */
  readonly processCpuMs: number;
  /** The first round's. */
  readonly results: readonly Result[];
}

/** A function in a process of its own, as an execution environment of Lambda's is. */
export interface FunctionProcess {
  /** Rejects where a call throws or answers with an error. */
  run(events: readonly object[], options?: { rounds?: number; concurrency?: number }): Promise<Outcome>;
  close(): Promise<void>;
}

/** Starts a function on a Node.js. */
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
  // Where it cannot be sent to, it has ended or is about to: its last words say more than the system's error.
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

/** The runner as a script that needs no TypeScript loader, which would be in the function's way. */
function runnerSource(): string {
  source ??= transformSync(readFileSync(new URL('./function-runner.ts', import.meta.url), 'utf8'), {
    loader: 'ts',
    format: 'cjs',
    target: 'node20',
  }).code;
  return source;
}
