/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/functions', '<rootDir>/lib', '<rootDir>/bin', '<rootDir>/test'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/test/support/transform.js' },
  collectCoverageFrom: ['functions/**/*.ts', 'lib/**/*.ts', 'bin/**/*.ts'],
  coverageProvider: 'v8',
  maxWorkers: 2,
  testTimeout: 30_000,
};
