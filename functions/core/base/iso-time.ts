/** Milliseconds since the epoch in ISO 8601, UTC. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Milliseconds since the epoch in ISO 8601, UTC; undefined, which JSON omits, if unknown. */
export function optionalIsoTime(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : isoTime(milliseconds);
}
