/** A refused command. The message is a sentence with reason and remedy. */
export class OpsFailure extends Error {
  override name = 'OpsFailure';
  readonly exitCode: number = 1;
}

/** Ctrl-C, Ctrl-D or the end of the input at a prompt; the exit code is that of SIGINT (128 + 2). */
export class PromptAborted extends OpsFailure {
  override name = 'PromptAborted';
  override readonly exitCode = 130;

  constructor() {
    super('Nothing was changed.');
  }
}
