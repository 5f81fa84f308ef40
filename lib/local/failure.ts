/**
 * Why the local run cannot start or go on, in one sentence that ends with the cure.
 * The message goes to the terminal as it is; the process ends with exit code 1.
 */
export class LocalFailure extends Error {
  override name = 'LocalFailure';
}

/** The `code` of a Node.js system error such as `EADDRINUSE`, or undefined for anything else. */
export function systemErrorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
