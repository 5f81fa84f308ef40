/**
 * Returns random bytes from the system's generator. It is a parameter of the rules, so that they stay pure functions
 * and tests can predict it.
 */
export type Random = (bytes: number) => Uint8Array;
