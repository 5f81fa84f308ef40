import { OpsFailure } from '../cli/failure.ts';

/** A settings file that cannot be read. The message names the line and says in a sentence what is wrong there. */
export class UnreadableSettings extends OpsFailure {
  override name = 'UnreadableSettings';

  /** @param line The line of the file, from 1. */
  constructor(line: number, sentence: string, options?: ErrorOptions) {
    super(`Line ${line}: ${sentence}`, options);
  }
}
