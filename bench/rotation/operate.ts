import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** Runs a command of the operations CLI; throws where it does not end as it should. */
export type Operate = (
  args: readonly string[],
  options?: { readonly input?: string /** Whether the command is to be refused. */; readonly refused?: boolean },
) => Promise<void>;

/** Operators of the local run that keeps its data in this directory. */
export function operateOn(data: string): Operate {
  return async (args, { input = '', refused = false } = {}) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'bin/ops.ts', ...args, '--local', '--data', data]);
    child.stdin.end(input);
    const code = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    if ((await code) !== (refused ? 1 : 0)) throw new Error(`${args.join(' ')} ended with ${await code}: ${errors}`);
  };
}
