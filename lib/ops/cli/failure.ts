/** A command that is refused. The message says in a sentence what is wrong and what to do; exit code 1. */
export class OpsFailure extends Error {
  override name = 'OpsFailure';
}
