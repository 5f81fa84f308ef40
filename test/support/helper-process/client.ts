import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { HelperReply, HelperRequest } from './protocol.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** One helper process for each Jest worker, found by the worker's process id. */
const socketPath = join(tmpdir(), `postern-helper-${process.pid}.sock`);

let started: Promise<void> | undefined;

/** Opens a connection to the helper process, which is started if this worker has none yet. */
async function openConnection(): Promise<Socket> {
  const running = await connected();
  if (running !== undefined) return running;
  started ??= startHelper();
  await started;
  const socket = await connected();
  if (socket === undefined) throw new Error('The helper process of the tests cannot be reached.');
  return socket;
}

function connected(): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

async function startHelper(): Promise<void> {
  rmSync(socketPath, { force: true });
  const { NODE_OPTIONS: _, ...env } = process.env;
  const errors = `${socketPath}.log`;
  const log = openSync(errors, 'w');
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('serve.ts', import.meta.url)), socketPath],
    // A group of its own: Ctrl-C ends the worker, and the pipe of its standard input that ends with the worker ends it.
    { cwd: root, env, detached: true, stdio: ['pipe', 'pipe', log] },
  );
  closeSync(log);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`The helper process ended (${code}): ${readErrors(errors)}`)));
    child.once('error', reject);
  });
  // Neither the process nor its pipes keep the worker alive.
  child.unref();
  for (const stream of [child.stdin, child.stdout]) (stream as Socket | null)?.unref();
}

function readErrors(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Sends a request; `onReply` is called with each reply, and `onEnd` when the connection has ended. */
export async function openRequest(
  request: HelperRequest,
  onReply: (reply: HelperReply) => void,
  onEnd: () => void,
): Promise<Socket> {
  const socket = await openConnection();
  createInterface({ input: socket })
    .on('line', (line) => onReply(JSON.parse(line)))
    .on('error', () => undefined);
  socket.on('error', () => undefined).once('close', onEnd);
  socket.write(`${JSON.stringify(request)}\n`);
  return socket;
}

/** Sends a request that is answered by a path. */
export async function requestPath(request: HelperRequest): Promise<string> {
  let socket: Socket | undefined;
  try {
    const reply = await new Promise<HelperReply>((resolve, reject) => {
      const lost = () => reject(new Error('The helper process of the tests has ended.'));
      openRequest(request, resolve, lost).then((opened) => {
        socket = opened;
      }, reject);
    });
    if ('path' in reply) return reply.path;
    throw new Error('failed' in reply ? reply.failed : 'The helper process answered something else than a path.');
  } finally {
    socket?.destroy();
  }
}
