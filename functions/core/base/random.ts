/** Random bytes from the system's generator, passed in so that the rules stay pure. */
export type Random = (bytes: number) => Uint8Array;
