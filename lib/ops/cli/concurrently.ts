/**
 * Runs an asynchronous function for each element, with at most `concurrency` calls at a time. After a call has failed,
 * no further call is made. The error is thrown when the calls in progress have ended.
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
