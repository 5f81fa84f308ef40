import type { BuildOptions } from 'esbuild';

/** How everything that runs in Lambda is bundled; entry and output are the caller's. */
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  // CommonJS starts sooner than ESM in Lambda, and `module` before `main` lets esbuild leave out what is not used.
  format: 'cjs',
  mainFields: ['module', 'main'],
  minify: true,
  keepNames: true,
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'silent',
} as const satisfies BuildOptions;
