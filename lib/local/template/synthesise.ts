import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { JsonObject } from '../../../functions/core/base/json.ts';
import type { Config } from '../../config/index.ts';
import { addStacks } from '../../infra/stacks.ts';
import { writeJson } from '../json-file.ts';
import { type Assembly, readAssembly } from './assembly.ts';

/**
 * Synthesises the stacks of `cdk deploy` into `directory` and reads them back: the rest of the local run uses only the
 * cloud assembly. `context` is cdk.json's, which the CDK CLI would pass to the app.
 */
export function synthesise(config: Config, context: JsonObject, directory: string): Assembly {
  rmSync(directory, { recursive: true, force: true });
  const app = new App({
    outdir: directory,
    context: { ...context, 'aws:cdk:enable-path-metadata': true },
    autoSynth: false,
    analyticsReporting: false,
    treeMetadata: false,
    // The validation takes longer than the rest of synthesis, and does not change the template.
    builtinCloudFormationValidation: false,
  });
  addStacks(app, config);
  app.synth();
  // On Lambda no package.json applies to a bundle's `.js` files; here one in a parent directory may say `module`.
  writeJson(join(directory, 'package.json'), { type: 'commonjs' });
  return readAssembly(directory);
}
