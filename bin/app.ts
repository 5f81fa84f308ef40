import { App } from 'aws-cdk-lib';
import { type Config, ConfigError, parseConfig } from '../lib/config/index.ts';
import { addStacks } from '../lib/infra/stacks.ts';

const app = new App();
addStacks(app, configuration());

/** `context.postern` of cdk.json; a mistake in it is told plainly and ends the synthesis. */
function configuration(): Config {
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
