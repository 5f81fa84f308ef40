/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  plugins: ['@stryker-mutator/jest-runner'],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: { configFile: 'test/support/mutation/jest.config.js' },
  mutate: ['functions/core/{oidc,accounts,sessions}/**/*.ts'],
  coverageAnalysis: 'perTest',
  // Runs beside other work, on machines of few processors.
  concurrency: 1,
  // Node.js keeps what a run's modules took.
  maxTestRunnerReuse: 50,
  // TypeScript 7 has no API for a checker, and the tests' transformer looks at no types.
  checkers: [],
  disableTypeChecks: false,
  tempDirName: '.stryker-tmp',
  // Nothing reads tsconfig.json there but Stryker itself, with the API that is missing.
  ignorePatterns: [
    '/tsconfig.json',
    '/cdk.out',
    '/docs',
    '/bench',
    '/.local',
    '/coverage',
    '/test/hostile',
    '/test/browser',
  ],
  reporters: ['progress-append-only', 'clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'coverage/mutation.json' },
};
