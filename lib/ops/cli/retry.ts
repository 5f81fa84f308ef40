const maxAttempts = 10;

/**
 * Optimistic concurrency: repeats an attempt, which reads an item and writes it conditionally, until no concurrent
 * write has changed the item in between.
 * @param attempt Reads and writes once. Receives the number of the attempt, from 1; returns false if the conditional
 * write was refused.
 * @returns false if every attempt met a conflict, that is, a concurrent write each time.
 */
export async function retryOnConflict(attempt: (number: number) => Promise<boolean>): Promise<boolean> {
  for (let number = 1; number <= maxAttempts; number += 1) if (await attempt(number)) return true;
  return false;
}
