import { text } from 'node:stream/consumers';
import { promptLine } from './prompt-line.ts';

/**
 * Reads a secret from the operator. If standard input is a terminal, prompts without echo. Otherwise reads all of
 * standard input, and removes the final line break.
 * @throws PromptAborted if the operator interrupts the prompt.
 */
export async function readHiddenInput(prompt: string): Promise<string> {
  if (process.stdin.isTTY) return promptLine(prompt, { echo: false });
  return (await text(process.stdin)).replace(/\r?\n$/, '');
}
