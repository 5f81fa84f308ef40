import type { ChildProcess } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { spawnNode } from './child-process.ts';
import type { Deployment } from './deployment.ts';
import { requestPath } from './helper-process/client.ts';

/** Exit code and output of a command. */
export interface OpsAnswer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts a command of the operations CLI, compiled once for all test files; there is no terminal. */
export async function spawnOps(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ChildProcess> {
  return spawnNode([await requestPath({ kind: 'compile' }), ...args], { env });
}

/** Runs a command of the CLI with this text on standard input. */
export async function runOps(
  args: readonly string[],
  input = '',
  env: Readonly<Record<string, string>> = {},
): Promise<OpsAnswer> {
  return answerFrom(await spawnOps(args, env), input);
}

/** Runs a command of the CLI from its source, as `npm run ops` does. */
export function runOpsFromSource(args: readonly string[], input = ''): Promise<OpsAnswer> {
  return answerFrom(spawnNode(['--import', 'tsx', 'bin/ops.ts', ...args], {}), input);
}

/** Writes a text to a command's standard input, and waits for its end. */
export async function answerFrom(child: ChildProcess, input: string): Promise<OpsAnswer> {
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error('the command has no pipes');
  // A command that is refused ends without reading its input, which then cannot be written.
  stdin.on('error', () => undefined);
  stdin.end(input);
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err] = await Promise.all([text(stdout), text(stderr)]);
  return { code: await code, out, err };
}

/** Runs a command on a local run. */
export function opsOn(deployment: Deployment, args: readonly string[], input?: string): Promise<OpsAnswer> {
  return runOps([...args, '--local', '--data', deployment.stack.dataDir], input);
}

/** Runs a command with `--json` on a local run; returns its answer. Throws if it fails or writes to standard error. */
export async function answerOf<Answer>(deployment: Deployment, args: readonly string[]): Promise<Answer> {
  const { code, out, err } = await opsOn(deployment, [...args, '--json']);
  if (code !== 0 || err !== '') throw new Error(`${args.join(' ')} ended with ${code}: ${err}`);
  return JSON.parse(out);
}
