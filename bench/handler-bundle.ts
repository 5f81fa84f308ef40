import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { bundleOptions } from '../lib/infra/bundle.ts';
import type { Deployed } from './function-process.ts';

/** Bundles a reference handler in the same way as the functions. */
export function bundleHandler(
  name: 'empty' | 'aws-clients' | 'batch-get',
  environment: Deployed['environment'],
  scratch: string,
): Deployed {
  const directory = join(scratch, name);
  buildSync({
    entryPoints: [fileURLToPath(new URL(`./handlers/${name}.ts`, import.meta.url))],
    outfile: join(directory, 'index.js'),
    ...bundleOptions,
  });
  return { directory, handler: 'index.handler', environment };
}
