import { OpsFailure } from '../cli/failure.ts';

/** Syntax error in a settings file. The message is a sentence that names the line. */
export class UnreadableSettings extends OpsFailure {
  override name = 'UnreadableSettings';

  /** @param line The line of the file, from 1. */
  constructor(line: number, sentence: string, options?: ErrorOptions) {
    super(`Line ${line}: ${sentence}`, options);
  }
}
