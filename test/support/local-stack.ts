import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalConnection } from '../../lib/local/connection-file.ts';
import { openRequest } from './helper-process/client.ts';
import { type HelperReply, stopMessage } from './helper-process/protocol.ts';
import { endAfterFile } from './leftovers.ts';
import { Output } from './output.ts';

/** How to start a local stack. */
export interface LocalStackOptions {
  /** A configuration block for `--config`; cdk.json's unless given. */
  readonly config?: object;
  /** Further arguments. */
  readonly args?: readonly string[];
  /** Further environment variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** A directory that is kept at the end; unless given one is made, and removed at the end. */
  readonly dataDir?: string;
}

/** What `npm start` runs. */
export interface LocalStack {
  readonly baseUrl: string;
  readonly dataDir: string;
  /** How to reach what runs, as operator. */
  readonly local: LocalConnection;
  /** Everything it has written so far. */
  output(): string;
  /** Resolves once its output contains a text. What a function logs arrives a moment after its response. */
  wrote(text: string): Promise<void>;
  /** Ends it as Ctrl-C does; throws if something could not be ended. */
  stop(): Promise<void>;
}

/** A data directory and the arguments of `npm start` for it. */
export async function prepareLocal({ config, args = [], dataDir }: LocalStackOptions) {
  const directory = dataDir ?? (await mkdtemp(join(tmpdir(), 'postern-')));
  const configFile = join(directory, 'config.json');
  if (config !== undefined) await writeFile(configFile, JSON.stringify(config));
  return {
    dataDir: directory,
    args: [...['--port', '0', '--data', directory], ...(config === undefined ? [] : ['--config', configFile]), ...args],
    removeData: async () => {
      if (dataDir === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Starts a local stack on free ports, in the helper process of this Jest worker, and waits until it is up. */
export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const { args, dataDir, removeData } = await prepareLocal(options);
  const output = new Output();
  const stack = new RemoteStack(output);
  const socket = await openRequest({ kind: 'stack', args, env: options.env ?? {} }, stack.receive, () =>
    stack.receive({ failed: 'The helper process of the tests has ended.' }),
  );
  const forget = endAfterFile(() => stop());
  const stop = async (): Promise<void> => {
    socket.write(`${JSON.stringify(stopMessage)}\n`);
    try {
      await stack.stopped;
    } finally {
      forget();
      socket.destroy();
      await removeData();
    }
  };
  try {
    const local = await stack.up;
    await expectHealthy(local, output);
    return {
      ...{ baseUrl: local.baseUrl, dataDir, local, stop },
      output: () => output.text,
      wrote: (text) => output.includes(text),
    };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

/** @throws Error unless the API answers that it is up. */
export async function expectHealthy({ baseUrl }: LocalConnection, output: Output): Promise<void> {
  const { status } = await fetch(`${baseUrl}/health`);
  if (status !== 200) throw new Error(`GET /health answered ${status}:\n${output.text}`);
}

/** What the helper process says of a stack. */
class RemoteStack {
  /** Rejects if the stack cannot start. */
  readonly up: Promise<LocalConnection>;
  /** Rejects if the stack ended by itself, or not all of it could be ended. */
  readonly stopped: Promise<void>;
  /** Takes a reply. */
  readonly receive: (reply: HelperReply) => void;

  constructor(output: Output) {
    let settleUp: [(local: LocalConnection) => void, (error: Error) => void];
    let settleStopped: [() => void, (error: Error) => void];
    this.up = new Promise((...settle) => {
      settleUp = settle;
    });
    this.stopped = new Promise((...settle) => {
      settleStopped = settle;
    });
    this.stopped.catch(() => undefined);
    const fail = (what: string): void => {
      const error = new Error(`The local run ${what}\n${output.text}`);
      settleUp[1](error);
      settleStopped[1](error);
    };
    this.receive = (reply) => {
      if ('output' in reply) output.append(reply.output);
      else if ('up' in reply) settleUp[0](reply.up);
      else if ('failed' in reply) fail(`failed: ${reply.failed}`);
      else if ('error' in reply) fail(`did not end well: ${reply.error}`);
      else if ('stopped' in reply) settleStopped[0]();
    };
  }
}
