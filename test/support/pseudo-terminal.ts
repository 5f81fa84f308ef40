import { spawn } from 'node:child_process';

/** What a command showed on its terminal, and how it ended. */
export interface TerminalAnswer {
  readonly code: number | null;
  /** Output and errors as on the screen; the terminal ends its lines with CR LF. */
  readonly screen: string;
}

/** Keys as a terminal sends them. */
export const keys = { controlC: '\u0003', controlD: '\u0004', enter: '\r' } as const;

/** Text to wait for on the screen, and what to type then. */
export type Keystrokes = readonly [prompt: string, typed: string];

/**
 * Runs a command of the operations CLI on a pseudo-terminal, by `script` of util-linux. No argument may need quoting.
 * Unlike on a pipe, the CLI asks and Ctrl-C is a key. A command that still waits after 15 seconds is ended.
 */
export async function runOpsOnTerminal(
  args: readonly string[],
  ...dialogue: readonly Keystrokes[]
): Promise<TerminalAnswer> {
  const command = [process.execPath, '--import', 'tsx', 'bin/ops.ts', ...args].join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { timeout: 15_000 });
  const [pending, code] = [
    [...dialogue],
    new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject)),
  ];
  let [screen, read] = ['', 0];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    const [prompt, typed] = pending[0] ?? [];
    const at = prompt === undefined ? -1 : screen.indexOf(prompt, read);
    if (prompt === undefined || at < 0) return;
    read = at + prompt.length;
    pending.shift();
    child.stdin.write(typed);
  });
  return { code: await code, screen };
}
