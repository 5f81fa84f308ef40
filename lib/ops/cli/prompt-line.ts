import { createInterface, type Key } from 'node:readline';
import { Writable } from 'node:stream';
import { PromptAborted } from './failure.ts';

/**
 * The streams of a prompt. The operator's input is read from `stdin`; the prompt is written to `stderr`, because
 * `stdout` may be piped to another program.
 */
export interface PromptStreams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream;
}

/**
 * Prompts the operator for one line of text.
 * @param echo Whether the terminal shows the typed characters.
 * @throws PromptAborted on Ctrl-C, on Ctrl-D even after typed characters, and if the input ends before a line break.
 */
export async function promptLine(
  prompt: string,
  { echo }: { readonly echo: boolean },
  { stdin, stderr }: PromptStreams = process,
): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: stdin, output: echo ? stderr : silent, terminal: true });
  // The prompt is written only after createInterface has disabled the terminal's echo. Otherwise characters typed right
  // after the prompt would be shown.
  if (!echo) stderr.write(prompt);
  const onKey = (_character: string | undefined, { ctrl, name }: Key) => {
    if (ctrl === true && name === 'd') terminal.close();
  };
  stdin.on('keypress', onKey);
  const line = await new Promise<string | undefined>((resolve) => {
    terminal.once('line', resolve).once('close', () => resolve(undefined));
    terminal.setPrompt(echo ? prompt : '');
    terminal.prompt();
  });
  stdin.removeListener('keypress', onKey);
  terminal.close();
  if (!echo || line === undefined) stderr.write('\n');
  if (line === undefined) throw new PromptAborted();
  return line;
}
