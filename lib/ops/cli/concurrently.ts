/**
 * Runs an asynchronous function for each element, `concurrency` at a time. After a failure no further element is started;
 * the error is thrown when the running ones have ended.
 */
export async function concurrently<Each>(
  all: Iterable<Each> | AsyncIterable<Each>,
  concurrency: number,
  work: (each: Each) => Promise<void>,
): Promise<void> {
  const iterator = Symbol.asyncIterator in all ? all[Symbol.asyncIterator]() : all[Symbol.iterator]();
  let failed = false;
  const worker = async () => {
    try {
      for (let next = await iterator.next(); !next.done && !failed; next = await iterator.next())
        await work(next.value);
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: concurrency }, worker));
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}
