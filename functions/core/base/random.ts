/**
 * Returns random bytes from the system's generator. It is passed to functions as a parameter, so that these stay pure
 * and tests can predict the bytes.
 */
export type Random = (bytes: number) => Uint8Array;
