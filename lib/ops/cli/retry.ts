const maxAttempts = 10;

/**
 * Optimistic concurrency: reads and writes conditionally, and again if another write came in between.
 * @param attempt Counts from 1. Returns false on a conflict.
 * @returns false if every attempt met a conflict.
 */
export async function retryOnConflict(attempt: (number: number) => Promise<boolean>): Promise<boolean> {
  for (let number = 1; number <= maxAttempts; number += 1) if (await attempt(number)) return true;
  return false;
}
