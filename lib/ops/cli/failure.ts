/** A command that is refused. The message says in a sentence what is wrong and what to do. */
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
