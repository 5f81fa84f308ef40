import { appendFileSync } from 'node:fs';
import type { RunDetails } from 'fast-check';
import { fuzzFactor, runs } from './runs.ts';

/** How often fast-check tries a property that does not say. */
const usual = 100;

/**
 * Runs before every test file: has properties tried as often as `FUZZ_FACTOR` says, and where `FUZZ_TALLY` names a file
 * adds a line to it for each that was checked. Without either it does nothing, not even load fast-check.
 */
const tally = process.env['FUZZ_TALLY'];
if (fuzzFactor() !== 1 || tally !== undefined) {
  const { default: fc } = await import('fast-check');
  /** Counts, then throws what fast-check itself would throw. */
  const reporter = (details: RunDetails<unknown>): void => {
    if (tally !== undefined) appendFileSync(tally, `${JSON.stringify({ numRuns: details.numRuns })}\n`);
    if (details.failed) throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance });
  };
  fc.configureGlobal({
    ...fc.readConfigureGlobal(),
    numRuns: runs(usual),
    ...(tally !== undefined && { reporter }),
  });
}
