import { text } from 'node:stream/consumers';
import { promptLine } from './prompt-line.ts';

/**
 * Reads a secret: from a prompt without echo on a terminal, otherwise from standard input without the final line break.
 * @throws PromptAborted
 */
export async function readHiddenInput(prompt: string): Promise<string> {
  if (process.stdin.isTTY) return promptLine(prompt, { echo: false });
  return (await text(process.stdin)).replace(/\r?\n$/, '');
}
