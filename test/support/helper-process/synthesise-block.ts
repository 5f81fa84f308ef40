import { App } from 'aws-cdk-lib';
import { parseConfig } from '../../../lib/config/index.ts';
import { addStacks } from '../../../lib/infra/stacks.ts';

/**
 * Synthesises the stacks of a configuration block as the CDK CLI has it done.
 * @returns `directory`, the cloud assembly's.
 */
export function synthesiseBlock(block: unknown, directory: string): string {
  const app = new App({ outdir: directory, context: { 'aws:cdk:enable-asset-metadata': true } });
  addStacks(app, parseConfig(block, { allowLoopbackHttp: false }));
  // CloudFormation's own rules cost seconds; nag.test.ts runs them.
  app.synth({ skipValidation: true });
  return directory;
}
