import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import type { Deployed } from './function-process.ts';

/** Bundles one of the handlers that the functions are held against, as the functions are bundled. */
export function bundleHandler(
  name: 'empty' | 'aws-clients' | 'batch-get',
  environment: Deployed['environment'],
  scratch: string,
): Deployed {
  const directory = join(scratch, name);
  buildSync({
    entryPoints: [fileURLToPath(new URL(`./handlers/${name}.ts`, import.meta.url))],
    outfile: join(directory, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    logLevel: 'silent',
  });
  return { directory, handler: 'index.handler', environment };
}
