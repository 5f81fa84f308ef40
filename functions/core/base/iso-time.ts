/** Formats milliseconds since the epoch in ISO 8601, UTC. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Formats milliseconds since the epoch in ISO 8601, UTC. An unknown time stays undefined, which JSON omits. */
export function optionalIsoTime(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : isoTime(milliseconds);
}
