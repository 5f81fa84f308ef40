/**
 * An expected failure of the local run. The message is one sentence that ends with a remedy. The terminal shows it
 * without a stack trace, and the process exits with code 1.
 */
export class LocalFailure extends Error {
  override name = 'LocalFailure';
}

/** The `code` of a Node.js system error such as `EADDRINUSE`, or undefined for anything else. */
export function systemErrorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
