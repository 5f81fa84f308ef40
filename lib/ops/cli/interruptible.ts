/**
 * Runs work that Ctrl-C (SIGINT) interrupts: the process cleans up and exits with code 130. A second Ctrl-C ends the
 * process at once.
 * @param cleanUp Called at the first Ctrl-C, for example to undo what `work` has begun.
 */
export async function interruptible<Result>(
  cleanUp: () => Promise<void>,
  work: () => Promise<Result>,
): Promise<Result> {
  const interrupted = () => {
    void cleanUp().finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupted);
  try {
    return await work();
  } finally {
    process.removeListener('SIGINT', interrupted);
  }
}
