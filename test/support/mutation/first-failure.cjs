const StrykerEnvironment = require('@stryker-mutator/jest-runner/jest-env/node');

/** Skips the rest of a test file from its first failure on: that kills the mutant, and the others would take longer. */
module.exports = class FirstFailure extends StrykerEnvironment {
  failed = false;

  async handleTestEvent({ name, test }) {
    if (name === 'test_fn_failure' || name === 'hook_failure') this.failed = true;
    if (name === 'test_start' && this.failed) test.mode = 'skip';
  }
};
