import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Deployment } from './deployment.ts';

/** What a command of the operations CLI gave. */
export interface OpsAnswer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command of the CLI with this on standard input; there is no terminal. */
export async function runOps(
  args: readonly string[],
  input = '',
  env: Readonly<Record<string, string>> = {},
): Promise<OpsAnswer> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/ops.ts', ...args], {
    env: { ...process.env, ...env },
  });
  child.stdin.end(input);
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, out, err };
}

/** Runs a command on a local run. */
export function opsOn(deployment: Deployment, args: readonly string[], input?: string): Promise<OpsAnswer> {
  return runOps([...args, '--local', '--data', deployment.stack.dataDir], input);
}

/** Runs a command on a local run that is to succeed and say nothing else; gives its answer for machines. */
export async function answerOf<Answer>(deployment: Deployment, args: readonly string[]): Promise<Answer> {
  const { code, out, err } = await opsOn(deployment, [...args, '--json']);
  if (code !== 0 || err !== '') throw new Error(`${args.join(' ')} ended with ${code}: ${err}`);
  return JSON.parse(out);
}
