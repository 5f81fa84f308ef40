/** Thrown if a command is refused or fails. The message is a sentence with the reason and the remedy. */
export class OpsFailure extends Error {
  override name = 'OpsFailure';
  readonly exitCode: number = 1;
}

/**
 * Thrown if the operator presses Ctrl-C or Ctrl-D at a prompt, or the input ends. The exit code is that of a process
 * ended by SIGINT (128 + 2).
 */
export class PromptAborted extends OpsFailure {
  override name = 'PromptAborted';
  override readonly exitCode = 130;

  constructor() {
    super('Nothing was changed.');
  }
}
