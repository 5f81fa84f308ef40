import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { transformSync } from 'esbuild';
import type { Invocation, InvocationOutcome } from './protocol.ts';

/** Options of a function's worker. */
export interface WorkerOptions {
  /** Directory of the function's bundle. */
  readonly directory: string;
  /** The function's handler as Lambda names it: file name without extension, dot, name of the export. */
  readonly handler: string;
  /** All environment variables of the function. Those of the parent process are not inherited. */
  readonly environment: Readonly<Record<string, string>>;
  /** Called with each line that the function writes to standard output or standard error. */
  readonly log: (line: string) => void;
}

/** A worker thread that runs one function. */
export interface FunctionWorker {
  /** Resolves when the bundle is loaded; rejects if it cannot be loaded. */
  readonly ready: Promise<void>;
  /** Resolves when the worker has ended, with the reason. */
  readonly gone: Promise<Error>;
  /** Invokes the function. Resolves with the result as JSON text; rejects if the function throws or the worker dies. */
  call(invocation: Omit<Invocation, 'id'>): Promise<string>;
  terminate(): Promise<void>;
}

interface Waiting {
  resolve(result: string): void;
  reject(error: Error): void;
}

let source: string | undefined;

/**
 * The worker's code, compiled to a plain script. So the worker needs neither a TypeScript loader nor the parent's
 * command line flags, as in Lambda's runtime.
 */
function workerSource(): string {
  source ??= transformSync(readFileSync(new URL('./runtime.ts', import.meta.url), 'utf8'), {
    loader: 'ts',
    format: 'cjs',
    target: 'node20',
  }).code;
  return source;
}

/** Starts a worker thread for one function. Several calls may run in it at the same time. */
export function startFunctionWorker({ directory, handler, environment, log }: WorkerOptions): FunctionWorker {
  const worker = new Worker(workerSource(), {
    eval: true,
    execArgv: [],
    env: { ...environment },
    stdout: true,
    stderr: true,
    workerData: { directory, handler },
  });
  forwardLines(worker.stdout, log);
  forwardLines(worker.stderr, log);

  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let death: Error | undefined;
  const gone = new Promise<Error>((resolve) => {
    const die = (error: Error): void => {
      death ??= error;
      for (const call of waiting.values()) call.reject(death);
      waiting.clear();
      resolve(death);
    };
    worker.on('error', die);
    worker.on('exit', (code) => die(new Error(`the worker ended with exit code ${code}`)));
  });
  const ready = new Promise<void>((resolve) => {
    worker.on('message', (message: 'ready' | InvocationOutcome) => {
      if (message === 'ready') return resolve();
      const call = waiting.get(message.id);
      waiting.delete(message.id);
      if ('result' in message) call?.resolve(message.result);
      else call?.reject(new Error(message.error));
    });
  });
  const failed = gone.then((error) => Promise.reject(error));

  return {
    ready: Promise.race([ready, failed]),
    gone,
    call(invocation) {
      return new Promise((resolve, reject) => {
        if (death !== undefined) return reject(death);
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        worker.postMessage({ id: lastId, ...invocation } satisfies Invocation);
      });
    },
    async terminate() {
      await worker.terminate();
    },
  };
}

function forwardLines(stream: Readable, log: (line: string) => void): void {
  createInterface({ input: stream }).on('line', log);
}
