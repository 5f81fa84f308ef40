import { dirname } from 'node:path';

/** The test file that mirrors a source file, whether or not it exists. */
function mirrorOf(source) {
  return source.replace('/functions/core/', '/test/functions/core/').replace(/\.ts$/, '.test.ts');
}

/**
 * Has Jest run a mutated file's own tests alone, of all that import it: the file that mirrors it, or where none does
 * those beside that. So the score tells what a file's own tests notice, not what happens to fail far from it, and a
 * mutant takes a second. Where Jest is given several files, as for the run without mutants, everything runs.
 */
export default class OwnTests {
  constructor({ globalConfig }) {
    this.sources = globalConfig.nonFlagArgs;
  }

  sort(tests) {
    if (this.sources.length !== 1) return tests;
    const mirror = mirrorOf(this.sources[0]);
    const own = tests.filter(({ path }) => path === mirror);
    return own.length > 0 ? own : tests.filter(({ path }) => dirname(path) === dirname(mirror));
  }

  cacheResults() {}
}
