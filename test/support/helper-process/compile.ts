import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** The repository's root. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Modules find files relative to their own source, wherever the compiled code is. */
const sourceUrls: Plugin = {
  name: 'source-urls',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
    }));
  },
};

/**
 * Compiles the operations CLI into `directory`, which has a `node_modules`. What is imported on demand stays so.
 * @returns Path of the program.
 */
export async function compileOps(directory: string): Promise<string> {
  await build({
    absWorkingDir: root,
    entryPoints: ['bin/ops.ts'],
    outdir: join(directory, 'ops'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: 'inline',
    logLevel: 'silent',
    plugins: [sourceUrls],
  });
  return join(directory, 'ops', 'ops.mjs');
}
