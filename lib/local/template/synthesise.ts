import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { JsonObject } from '../../../functions/core/base/json.ts';
import type { Config } from '../../config/index.ts';
import { addStacks } from '../../infra/stacks.ts';
import { writeJson } from '../json-file.ts';
import { type Assembly, readAssembly } from './assembly.ts';

/**
 * Synthesises the stacks of `cdk deploy` into `directory`, and reads the result, a cloud assembly, from there. So the
 * local run uses the same templates as a deployment. `context` is that of cdk.json, which the CDK CLI would pass to the
 * app.
 */
export function synthesise(config: Config, context: JsonObject, directory: string): Assembly {
  rmSync(directory, { recursive: true, force: true });
  const app = new App({
    outdir: directory,
    context: { ...context, 'aws:cdk:enable-path-metadata': true },
    autoSynth: false,
    analyticsReporting: false,
    treeMetadata: false,
    // CDK's validation of the templates is off: it takes longer than the rest of synthesis, and does not change them.
    builtinCloudFormationValidation: false,
  });
  addStacks(app, config);
  app.synth();
  // The bundles are CommonJS. On Lambda no package.json applies to a bundle's `.js` files, but here one in a parent
  // directory may declare them ES modules. This package.json takes precedence.
  writeJson(join(directory, 'package.json'), { type: 'commonjs' });
  return readAssembly(directory);
}
