import { Command, CommanderError } from 'commander';
import { OpsFailure } from './failure.ts';
import { addSecretCommands } from './secret.ts';
import { addUserCommands } from './users.ts';

/**
 * Runs one command of the operations CLI.
 * @returns The exit code: 0 done, 1 refused with the reason, 2 not understood.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('npm run ops --')
    .description('Operates a deployment of Postern, or the local run.')
    .option('--local', 'the run that npm start began')
    .option('--data <dir>', 'data directory of that run', '.local')
    .option('--stack <name>', 'the deployed stack that holds table and secrets', 'Postern-Data')
    .option('--region <region>', "the deployment's region")
    .option('--json', 'answers for machines')
    .showHelpAfterError()
    .exitOverride();
  // The SDK's advice on Node.js versions is for those who deploy on it; Lambda's version comes from the template.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  addSecretCommands(program);
  addUserCommands(program);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    return exitCode(error);
  }
}

function exitCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  process.stderr.write(`${error instanceof OpsFailure ? error.message : String(error)}\n`);
  return 1;
}
