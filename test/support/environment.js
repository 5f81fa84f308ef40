import { TestEnvironment } from 'jest-environment-node';

/** Node.js, which ends after each test file what the file left running, for example because a hook failed. */
export default class extends TestEnvironment {
  async teardown() {
    const leftovers = this.global[Symbol.for('postern.leftovers')] ?? new Set();
    for (const end of [...leftovers].reverse())
      await Promise.resolve()
        .then(end)
        .catch(() => undefined);
    await super.teardown();
  }
}
