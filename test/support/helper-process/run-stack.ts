import { readFileSync } from 'node:fs';
import { AssetStaging } from 'aws-cdk-lib';
import { Cleanup } from '../../../lib/local/cleanup.ts';
import { connectionFile, type LocalConnection } from '../../../lib/local/connection-file.ts';
import { parseOptions } from '../../../lib/local/options.ts';
import { startLocal } from '../../../lib/local/start.ts';
import { openTerminal } from '../../../lib/local/terminal.ts';
import type { HelperReply, HelperRequest } from './protocol.ts';

/** A local stack that runs in this process. */
export interface RunningStack {
  /** Ends the stack once, also while it starts. */
  stop(): Promise<void>;
}

/** Starts happen one after another: the environment that a stack reads while it starts belongs to the process. */
let lastStart: Promise<unknown> = Promise.resolve();

/** Runs what `npm start` runs, and reports by `send`. */
export function runStack(
  { args, env }: Extract<HelperRequest, { kind: 'stack' }>,
  send: (reply: HelperReply) => void,
): RunningStack {
  const cleanup = new Cleanup();
  const terminal = openTerminal({ write: (output) => send({ output }) });
  const fail = (reason: unknown): void => {
    void cleanup.run().finally(() => send({ failed: reason instanceof Error ? reason.message : String(reason) }));
  };
  const start = async (): Promise<void> => {
    const options = parseOptions(args);
    if (options === 'help') throw new Error('--help starts nothing');
    // A restart synthesises into the same directory again, which the CDK takes for done in the process that did it.
    AssetStaging.clearAssetHashCache();
    const { dataPath } = await withEnvironment(env, () => startLocal(options, terminal, cleanup, fail));
    const up: LocalConnection = JSON.parse(readFileSync(`${dataPath}/${connectionFile}`, 'utf8'));
    send({ up });
  };
  lastStart = lastStart.then(start).catch(fail);
  let stopping: Promise<void> | undefined;
  return {
    stop() {
      stopping ??= cleanup.run().then(
        () => send({ stopped: true }),
        (error: unknown) => send({ stopped: true, error: String(error) }),
      );
      return stopping;
    },
  };
}

async function withEnvironment<Result>(
  env: Readonly<Record<string, string>>,
  run: () => Promise<Result>,
): Promise<Result> {
  const before = process.env;
  process.env = { ...before, ...env };
  try {
    return await run();
  } finally {
    process.env = before;
  }
}
