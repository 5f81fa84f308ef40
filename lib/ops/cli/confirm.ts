import { createInterface } from 'node:readline';
import { OpsFailure } from './failure.ts';

/** What decides whether there is somebody to ask. */
export interface ConfirmOptions {
  readonly yes?: true;
  readonly json?: true;
}

/** Where somebody may sit. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream;
}

/**
 * Asks before something is destroyed; `--yes` answers for scripts.
 * @param question A whole sentence with its question mark.
 * @throws OpsFailure unless the answer is yes, and where there is nobody to ask.
 */
export async function confirm(
  question: string,
  { yes, json }: ConfirmOptions,
  { stdin, stderr }: Terminal = process,
): Promise<void> {
  if (yes === true) return;
  if (!stdin.isTTY || json === true) {
    throw new OpsFailure(`${question} Nobody can be asked here: give --yes to go ahead. Nothing was changed.`);
  }
  const answer = await ask(`${question} [y/N] `, { stdin, stderr });
  if (!/^y(?:es)?$/i.test(answer)) throw new OpsFailure('Nothing was changed.');
}

/** The end of the input and Ctrl-C are no yes. */
async function ask(prompt: string, { stdin, stderr }: Terminal): Promise<string> {
  const terminal = createInterface({ input: stdin, output: stderr, prompt });
  const answer = await new Promise<string | undefined>((resolve) => {
    terminal.once('line', resolve).once('close', () => resolve(undefined));
    terminal.prompt();
  });
  terminal.close();
  if (answer === undefined) stderr.write('\n');
  return answer?.trim() ?? '';
}
