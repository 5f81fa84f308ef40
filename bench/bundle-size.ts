import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildSync, type Metafile } from 'esbuild';
import { bundleOptions } from '../lib/infra/bundle.ts';
import type { Deployed } from './function-process.ts';

/** Sizes of a function's bundle, in bytes. */
export interface BundleSize {
  readonly name: string;
  readonly minified: number;
  readonly gzipped: number;
  /** Bytes of the minified bundle by package, largest first. */
  readonly origins: readonly { readonly origin: string; readonly bytes: number }[];
}

const packageDirectory = fileURLToPath(new URL('..', import.meta.url));

/** Measures a function's bundle as synthesised, and builds it again for its composition. */
export function measureBundle(name: string, { directory }: Deployed): BundleSize {
  const code = readFileSync(join(directory, 'index.js'));
  const { metafile } = buildSync({
    absWorkingDir: packageDirectory,
    entryPoints: [join(packageDirectory, 'functions', name, 'index.ts')],
    outfile: 'index.js',
    ...bundleOptions,
    metafile: true,
    write: false,
  });
  return { name, minified: code.length, gzipped: gzipSync(code).length, origins: originsIn(metafile) };
}

function originsIn({ outputs }: Metafile): BundleSize['origins'] {
  const bytes = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const origin = originOf(path);
      bytes.set(origin, (bytes.get(origin) ?? 0) + bytesInOutput);
    }
  }
  return [...bytes].map(([origin, sum]) => ({ origin, bytes: sum })).sort((a, b) => b.bytes - a.bytes);
}

/** npm scopes of the AWS SDK's packages. */
const awsSdk = /^@(?:aws-sdk|aws-crypto|aws|smithy)\//;

/** npm package of a file, with the AWS SDK's packages as one; `Postern` for our own files. */
function originOf(path: string): string {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  if (name === undefined) return 'Postern';
  return awsSdk.test(name) ? 'AWS SDK' : name;
}
