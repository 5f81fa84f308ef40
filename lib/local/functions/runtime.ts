/**
 * Code that runs in a function's worker thread. It loads the function's bundle and responds to invocations, as Lambda's
 * runtime does. function-worker.ts starts this module from its source text, so the module may import only Node.js
 * modules.
 */
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { FunctionContext, Invocation, InvocationOutcome } from './protocol.ts';

const port = parentPort;
if (port === null) throw new Error('This module runs in a worker thread only.');

const { directory, handler } = workerData;
const [file, exportName] = handler.split('.');
const handle = createRequire(`${directory}/`)(`./${file}.js`)[exportName];
if (typeof handle !== 'function') throw new Error(`The bundle in ${directory} exports no function ${exportName}.`);

port.on('message', ({ id, event, context, deadline }: Invocation) => {
  void run(event, { ...context, getRemainingTimeInMillis: () => deadline - Date.now() }).then((outcome) =>
    port.postMessage({ id, ...outcome } satisfies InvocationOutcome),
  );
});
port.postMessage('ready');

async function run(event: string, context: FunctionContext): Promise<{ result: string } | { error: string }> {
  try {
    return { result: JSON.stringify(await handle(JSON.parse(event), context)) ?? 'null' };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
