import { OpsFailure } from './failure.ts';
import { type PromptStreams, promptLine } from './prompt-line.ts';

/** Global command-line options that decide whether the CLI asks for confirmation. */
export interface ConfirmOptions {
  readonly yes?: true;
  readonly json?: true;
}

/**
 * Asks the operator for confirmation before a destructive change; `--yes` skips the question.
 * @param question A whole sentence with its question mark.
 * @throws OpsFailure if the operator does not type yes, or if there is no terminal on which to ask.
 * @throws PromptAborted if the operator interrupts the prompt.
 */
export async function confirm(
  question: string,
  { yes, json }: ConfirmOptions,
  streams: PromptStreams = process,
): Promise<void> {
  if (yes === true) return;
  if (!streams.stdin.isTTY || json === true) {
    throw new OpsFailure(`${question} There is no terminal to ask on: give --yes to proceed. Nothing was changed.`);
  }
  const answer = await promptLine(`${question} [y/N] `, { echo: true }, streams);
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new OpsFailure('Nothing was changed.');
}
