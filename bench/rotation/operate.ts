import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** Runs a command of the operations CLI. Throws if its exit code is unexpected. */
export type Operate = (
  args: readonly string[],
  options?: { readonly input?: string /** Whether the command must fail. */; readonly refused?: boolean },
) => Promise<void>;

/** Operations CLI for the local run with this data directory. */
export function operateOn(data: string): Operate {
  return async (args, { input = '', refused = false } = {}) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'bin/ops.ts', ...args, '--local', '--data', data]);
    child.stdin.end(input);
    const code = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    if ((await code) !== (refused ? 1 : 0)) throw new Error(`${args.join(' ')} ended with ${await code}: ${errors}`);
  };
}
