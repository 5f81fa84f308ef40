import { check } from 'recheck';
import type { FoundExpression } from './find.ts';

/** Upper limit of the analysis of one expression, in milliseconds. */
const timeoutMs = 120_000;

/**
 * What is wrong with a regular expression, in words: its worst-case time is more than linear in the length of its
 * input, or could not be determined.
 * @returns undefined if its time is linear.
 */
export async function superLinear(found: FoundExpression): Promise<string | undefined> {
  if (found.source === undefined) return 'the pattern is not constant, so its worst-case time is unknown';
  const diagnostics = await check(found.source, found.flags, {
    timeout: timeoutMs,
    attackTimeout: null,
    incubationTimeout: null,
    randomSeed: 0,
  });
  if (diagnostics.status === 'safe') return undefined;
  if (diagnostics.status === 'unknown') return `the worst-case time is unknown (${diagnostics.error.kind})`;
  return `worst-case time: ${diagnostics.complexity.summary}, for example for ${diagnostics.attack.pattern}`;
}
