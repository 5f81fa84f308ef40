// The SDK's advice on Node.js versions is for those who deploy on it.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

/** @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/test/support/environment.js',
  roots: ['<rootDir>/functions', '<rootDir>/lib', '<rootDir>/bin', '<rootDir>/test'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  setupFiles: ['<rootDir>/test/support/fuzz/configure.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/test/support/transform.js' },
  collectCoverageFrom: ['functions/**/*.ts', 'lib/**/*.ts', 'bin/**/*.ts'],
  coverageProvider: 'v8',
  // One more than the two processors: a third of a worker’s time is spent waiting.
  maxWorkers: 3,
  testTimeout: 120_000,
};
