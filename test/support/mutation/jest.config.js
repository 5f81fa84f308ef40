import { fileURLToPath } from 'node:url';
import everything from '../../../jest.config.js';

/** The unit tests of the rules alone. */
const rules = ['oidc', 'accounts', 'sessions'];

/** @type {import('jest').Config} */
export default {
  ...everything,
  rootDir: '../../..',
  roots: ['<rootDir>/functions/core', '<rootDir>/test/functions/core', '<rootDir>/test/support'],
  testMatch: rules.map((rule) => `<rootDir>/test/functions/core/${rule}/**/*.test.ts`),
  testEnvironment: fileURLToPath(new URL('first-failure.cjs', import.meta.url)),
  testSequencer: '<rootDir>/test/support/mutation/own-tests.js',
  setupFiles: ['<rootDir>/test/support/mutation/same-inputs.js'],
};
