import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { JsonObject } from '../../../functions/core/base/json.ts';
import type { Config } from '../../config/index.ts';
import { addStacks } from '../../infra/stacks.ts';
import { writeJson } from '../json-file.ts';
import { type Assembly, readAssembly } from './assembly.ts';

/**
 * Synthesises the stacks of `cdk deploy` into `directory` and reads them back: from here on the template alone counts.
 * `context` is cdk.json's, which the CDK CLI would hand to the app.
 */
export function synthesise(config: Config, context: JsonObject, directory: string): Assembly {
  rmSync(directory, { recursive: true, force: true });
  const app = new App({
    outdir: directory,
    context: { ...context, 'aws:cdk:enable-path-metadata': true },
    autoSynth: false,
    analyticsReporting: false,
    treeMetadata: false,
    // It changes nothing in the template, belongs to deploying, and takes longer than all the rest of synthesis.
    builtinCloudFormationValidation: false,
  });
  addStacks(app, config);
  app.synth();
  // Lambda runs a bundle where no package.json says what `.js` means; above this directory one may say `module`.
  writeJson(join(directory, 'package.json'), { type: 'commonjs' });
  return readAssembly(directory);
}
