/**
 * Does something that Ctrl-C ends in an orderly way, with exit code 130. A second Ctrl-C ends it at once.
 * @param leave What is left to do then.
 */
export async function interruptible<Result>(leave: () => Promise<void>, work: () => Promise<Result>): Promise<Result> {
  const interrupted = () => {
    void leave().finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupted);
  try {
    return await work();
  } finally {
    process.removeListener('SIGINT', interrupted);
  }
}
