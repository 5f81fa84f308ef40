import { App } from 'aws-cdk-lib';
import { type Config, ConfigError, parseConfig } from '../lib/config/index.ts';
import { addStacks } from '../lib/infra/stacks.ts';

const app = new App();
addStacks(app, readConfig());

/**
 * The validated `context.postern` of cdk.json. If the block is invalid, its problems are printed and synthesis ends,
 * without a stack trace.
 */
function readConfig(): Config {
  try {
    return parseConfig(app.node.tryGetContext('postern'), { allowLoopbackHttp: false });
  } catch (error) {
    if (!(error instanceof ConfigError)) {
      throw error;
    }
    console.error(error.message);
    process.exit(1);
  }
}
