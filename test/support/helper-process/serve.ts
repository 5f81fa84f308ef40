/**
 * The helper process of a Jest worker: it outlives test files, so that loading the CDK, bundling the functions and
 * compiling the CLI cost once per worker. It ends, with all that it runs, when its standard input closes: when the
 * worker is gone, however that ended.
 */
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { compileOps, root } from './compile.ts';
import type { HelperReply, HelperRequest } from './protocol.ts';
import { type RunningStack, runStack } from './run-stack.ts';
import { synthesiseBlock } from './synthesise-block.ts';

const [socketPath = ''] = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), 'postern-helper-'));
symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));

const stacks = new Set<RunningStack>();
const paths = new Map<string, Promise<string>>();

/** Computes the path for a key once. */
function pathOf(key: string, compute: () => string | Promise<string>): Promise<string> {
  const path = paths.get(key) ?? Promise.resolve().then(compute);
  paths.set(key, path);
  return path;
}

const server = createServer((socket) => {
  const send = (reply: HelperReply): void => void (socket.writable && socket.write(`${JSON.stringify(reply)}\n`));
  let stack: RunningStack | undefined;
  const lines = createInterface({ input: socket }).on('line', (line) => {
    if (stack !== undefined) return void stack.stop();
    const request: HelperRequest = JSON.parse(line);
    if (request.kind === 'stack') {
      stack = runStack(request, send);
      stacks.add(stack);
      return;
    }
    const path =
      request.kind === 'compile'
        ? pathOf('ops', () => compileOps(directory))
        : pathOf(JSON.stringify(request.block), () =>
            synthesiseBlock(request.block, join(directory, `assembly-${paths.size}`)),
          );
    path.then(
      (path) => send({ path }),
      (error: unknown) => send({ failed: describe(error) }),
    );
  });
  // An end in the middle is an end.
  lines.on('error', () => undefined);
  socket
    .on('error', () => undefined)
    .on('close', () => {
      if (stack !== undefined) stacks.delete(stack);
      void stack?.stop();
    });
});
server.listen(socketPath, () => process.stdout.write('ready\n'));

process.stdin.resume().once('close', () => void end());

async function end(): Promise<void> {
  for (const file of [socketPath, `${socketPath}.log`]) rmSync(file, { force: true });
  await Promise.all([...stacks].map((stack) => stack.stop()));
  rmSync(directory, { recursive: true, force: true });
  process.exit(0);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
