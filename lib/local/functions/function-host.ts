import { randomUUID } from 'node:crypto';
import { localArn } from '../account-and-region.ts';
import { type FunctionWorker, startFunctionWorker, type WorkerOptions } from './function-worker.ts';

/** A function to run, with its time and memory limits as in Lambda. */
export interface HostedFunction extends WorkerOptions {
  readonly name: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
}

/** Invokes a function in a worker thread, and replaces the worker when it died or timed out. */
export interface FunctionHost {
  /** Resolves when the bundle is loaded; rejects if it cannot be loaded. */
  readonly ready: Promise<void>;
  /**
   * Invokes the function. Event and result are JSON text. Rejects if the function throws or times out, or if its worker
   * dies.
   */
  invoke(event: string): Promise<string>;
  close(): Promise<void>;
}

/**
 * A worker with the number of its pending calls. A retired instance receives no further calls, and ends after its last
 * pending one.
 */
interface Instance {
  readonly worker: FunctionWorker;
  calls: number;
  retired: boolean;
}

/**
 * Runs a function in a worker thread of its own. After a worker died or a call timed out, the next call starts a new
 * worker, as Lambda replaces an execution environment. When a call times out, the worker's other pending calls may
 * still finish.
 */
export function hostFunction(hosted: HostedFunction): FunctionHost {
  const instances = new Set<Instance>();
  let current: Instance | undefined;

  function start(): Instance {
    const instance: Instance = { worker: startFunctionWorker(hosted), calls: 0, retired: false };
    instances.add(instance);
    void instance.worker.gone.then(() => {
      instances.delete(instance);
      retire(instance);
    });
    current = instance;
    return instance;
  }

  function retire(instance: Instance): void {
    instance.retired = true;
    if (current === instance) current = undefined;
  }

  async function invoke(event: string): Promise<string> {
    const instance = current ?? start();
    instance.calls += 1;
    try {
      await instance.worker.ready;
      return await callInTime(instance.worker, event, hosted, () => retire(instance));
    } catch (error) {
      hosted.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
      throw error;
    } finally {
      instance.calls -= 1;
      if (instance.retired && instance.calls === 0) await instance.worker.terminate();
    }
  }

  const { ready } = start().worker;
  return {
    ready,
    invoke,
    async close() {
      await Promise.all([...instances].map(({ worker }) => worker.terminate()));
    },
  };
}

/**
 * Calls the function. If the call takes longer than `timeoutMs`, `onTimeout` is called, and the promise rejects with
 * Lambda's error message.
 */
function callInTime(
  worker: FunctionWorker,
  event: string,
  { name, timeoutMs, memoryMb }: HostedFunction,
  onTimeout: () => void,
): Promise<string> {
  const awsRequestId = randomUUID();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      onTimeout();
      reject(new Error(`${awsRequestId} Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`));
    }, timeoutMs);
    worker
      .call({
        event,
        deadline: Date.now() + timeoutMs,
        context: {
          awsRequestId,
          functionName: name,
          functionVersion: '$LATEST',
          invokedFunctionArn: localArn('lambda', `function:${name}`),
          memoryLimitInMB: String(memoryMb),
        },
      })
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
