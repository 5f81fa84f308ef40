import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { createConnection } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalFailure } from '../failure.ts';
import { findFreePort } from '../listening-ports.ts';

/** A running embedded DynamoDB (the program `dynoxide`). */
export interface Engine {
  readonly endpoint: URL;
  /** Resolves with the reason, as a sentence, if the engine ends without a call of `close`. */
  readonly died: Promise<string>;
  close(): Promise<void>;
}

const host = '127.0.0.1';

/**
 * Shell script that starts the engine and waits for the end of its own standard input. However this process ends, the
 * pipe closes and the shell kills the engine. The shell runs in its own session, so Ctrl-C reaches only this process.
 * This process then ends the engine after everything that uses it.
 */
const keeper = `umask 077
exec 3<&0
"$@" 3<&- </dev/null &
engine=$!
{ cat <&3; kill "$engine"; } >/dev/null 2>&1 &
exec 3<&-
wait "$engine"`;

/**
 * How long the engine may take until it listens. It usually needs milliseconds, but half a minute on an overloaded
 * machine.
 */
const startTimeoutMs = 60_000;

/** How long the engine may take to end after `close`, before it is killed. */
const endTimeoutMs = 1_500;

/**
 * Starts the embedded DynamoDB with its data in `file`. Throws `LocalFailure` if the engine is not installed or does
 * not start.
 */
export async function startEngine(file: string): Promise<Engine> {
  const port = await findFreePort([host]);
  const child = spawn(
    '/bin/sh',
    ['-c', keeper, 'sh', findEngine(), '--host', host, '--port', String(port), '--db-path', file],
    { detached: true, stdio: ['pipe', 'ignore', 'pipe'], env: {} },
  );
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-2_000);
  });
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    // The event is `close`, because at the event `exit` the last lines of standard error may not have been read yet.
    child.once('close', (code, signal) => resolve(`exit ${code ?? signal}: ${errors.trim() || 'no output'}`));
  });
  let asked = false;
  const died = exited.then((reason) => {
    child.stdin.destroy();
    return asked ? new Promise<never>(() => undefined) : `The embedded DynamoDB ended by itself (${reason}).`;
  });
  const close = async (): Promise<void> => {
    asked = true;
    child.stdin.destroy();
    const timer = setTimeout(() => killGroup(child), endTimeoutMs);
    await exited;
    clearTimeout(timer);
  };
  const starting = new AbortController();
  try {
    const failed = died.then((reason) => Promise.reject(new LocalFailure(reason)));
    await Promise.race([waitUntilListening(port, starting.signal), failed]);
  } catch (error) {
    await close();
    throw error;
  } finally {
    starting.abort();
  }
  return { endpoint: new URL(`http://${host}:${port}`), died, close };
}

/**
 * Path of the engine's program: `dynoxide` in a directory of PATH, otherwise the one in the npm package. Throws
 * `LocalFailure` if there is neither.
 */
function findEngine(): string {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    const program = join(directory, 'dynoxide');
    if (directory !== '' && isProgram(program)) return program;
  }
  try {
    return join(createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json'), '..', 'dynoxide');
  } catch (cause) {
    throw new LocalFailure(
      'No embedded DynamoDB was found for this platform: install it with npm install -g dynoxide (on macOS also brew install nubo-db/tap/dynoxide), or set DYNAMODB_ENDPOINT to a running DynamoDB Local.',
      { cause },
    );
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Polls the port until it accepts connections or the signal aborts. Throws `LocalFailure` after `startTimeoutMs`. */
async function waitUntilListening(port: number, signal: AbortSignal): Promise<void> {
  const end = Date.now() + startTimeoutMs;
  while (!signal.aborted) {
    if (await accepts(port)) return;
    if (Date.now() >= end) {
      throw new LocalFailure(
        `The embedded DynamoDB does not listen on port ${port} after ${startTimeoutMs / 1000} s: start again.`,
      );
    }
    await sleep(25);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
}
