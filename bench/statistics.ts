/**
 * The median of a sample, which is robust against other load on the machine.
 * @throws RangeError for an empty sample.
 */
export function median(sample: readonly number[]): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new RangeError('an empty sample has no median');
  return (lower + upper) / 2;
}

/** The median of one value of each measurement. */
export function medianOf<T>(measurements: readonly T[], read: (measurement: T) => number): number {
  return median(measurements.map(read));
}
