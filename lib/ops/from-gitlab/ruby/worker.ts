import { parentPort, workerData } from 'node:worker_threads';
import { OpsFailure } from '../../cli/failure.ts';
import type { GitLabSettings } from '../setting.ts';
import { readAssignments } from './assignments.ts';

/** The one message that the worker thread posts: the settings, or the reason why the file is refused. */
export type Outcome = { readonly settings: GitLabSettings } | { readonly refusal: string };

parentPort?.postMessage(read(workerData));

function read({ source, parserCode }: { source: string; parserCode: Uint8Array<ArrayBuffer> }): Outcome {
  try {
    return { settings: readAssignments(source, parserCode) };
  } catch (error) {
    if (error instanceof OpsFailure) return { refusal: error.message };
    throw error;
  }
}
