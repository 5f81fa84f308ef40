/**
 * Runs work that Ctrl-C (SIGINT) interrupts with a cleanup and exit code 130. A second Ctrl-C ends the process at once.
 * @param cleanUp Runs on the first Ctrl-C.
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
