/** How much longer than usual properties are tried: `FUZZ_FACTOR`, 1 unless set. Throws for what is no positive number. */
export function fuzzFactor(): number {
  const factor = Number(process.env['FUZZ_FACTOR'] ?? '1');
  if (Number.isFinite(factor) && factor > 0) return factor;
  throw new Error('FUZZ_FACTOR must be a number above 0, such as 20.');
}

/**
 * How many times to try a property that states its own `numRuns`.
 * @param usual How many times in every run of the tests.
 */
export function runs(usual: number): number {
  return Math.ceil(usual * fuzzFactor());
}
