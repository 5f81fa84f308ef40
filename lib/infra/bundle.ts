import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage, type ILocalBundling } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import type { BuildOptions, OutputFile } from 'esbuild';
import { buildSync } from 'esbuild';
import { settingsFile } from '../../functions/core/contract/settings.ts';

// The package's root directory. It is found relative to this file, so bundling works from any working directory and in
// another app's node_modules.
const packageDirectory = fileURLToPath(new URL('../..', import.meta.url));

/** Asset of a function: `index.js`, bundled by esbuild, and beside it the function's settings, if any. */
export function functionCode(name: string, settings?: object): AssetCode {
  const source = join(packageDirectory, 'functions', name);
  return Code.fromAsset(source, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // CDK requires a Docker image as the fallback of local bundling. It is never pulled, because local bundling
      // succeeds or throws.
      image: DockerImage.fromRegistry('scratch'),
      local: new FunctionBundle(source, settings),
    },
  });
}

/**
 * Bundles one function. CDK caches an asset by its source directory and the fields of this object, so functions with
 * different settings have different assets.
 */
class FunctionBundle implements ILocalBundling {
  readonly source: string;
  readonly settings: string | undefined;

  constructor(source: string, settings?: object) {
    this.source = source;
    this.settings = settings && JSON.stringify(settings);
  }

  tryBundle(outputDirectory: string): boolean {
    writeFileSync(join(outputDirectory, 'index.js'), bundledCode(this.source));
    if (this.settings !== undefined) writeFileSync(join(outputDirectory, settingsFile), this.settings);
    return true;
  }
}

const bundles = new Map<string, Uint8Array>();

/**
 * Bundled code of the function in a directory. The result is cached per process, because several deployments in one CDK
 * app use the same bundle.
 */
function bundledCode(source: string): Uint8Array {
  const known = bundles.get(source);
  if (known !== undefined) return known;
  const { outputFiles } = buildSync({
    absWorkingDir: packageDirectory,
    entryPoints: [join(source, 'index.ts')],
    write: false,
    ...bundleOptions,
  });
  const [{ contents }] = outputFiles as [OutputFile];
  bundles.set(source, contents);
  return contents;
}

/** esbuild options of everything that runs in Lambda, except entry point and output. */
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  // A CommonJS bundle starts faster than ESM in Lambda. `module` before `main` lets esbuild drop unused code (tree
  // shaking).
  format: 'cjs',
  mainFields: ['module', 'main'],
  minify: true,
  keepNames: true,
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'silent',
} as const satisfies BuildOptions;
