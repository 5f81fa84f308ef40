import { Command, CommanderError } from 'commander';
import { describeCauses } from '../../functions/core/base/log.ts';
import { ConfigError } from '../config/config-error.ts';
import { addAuditCommand } from './audit/index.ts';
import { OpsFailure } from './cli/failure.ts';
import { addDoctorCommand } from './doctor/index.ts';
import { addConfigCommands } from './from-gitlab/index.ts';
import { addKeyCommands } from './keys/index.ts';
import { addPolicyCommands } from './policy/index.ts';
import { addProviderCommands } from './providers/index.ts';
import { addSecretCommands } from './secret/index.ts';
import { addSessionCommands } from './sessions/index.ts';
import { addUserCommands } from './users/index.ts';

/**
 * Parses the command line of the operations CLI (`npm run ops`), and runs its command.
 * @returns The exit code: 0 done, 1 refused (the reason is printed), 2 usage error, 130 aborted at a prompt.
 */
export async function runOpsCommand(argv: readonly string[]): Promise<number> {
  const program = new Command('npm run ops --')
    .description('Operates a deployment of Postern, or the local run')
    .option('--local', 'the local run (npm start) instead of a deployment')
    .option('--data <dir>', 'data directory of the local run', '.local')
    .option('--stack <name>', 'the deployed stack with table and secrets', 'Postern-Data')
    .option('--region <region>', 'region of the stack')
    .option('--table <name>', "a table instead of the deployment's own, for example a restored one")
    .option('--config <file>', 'file with the postern block, if the deployment does not use this cdk.json')
    .option('--json', 'machine-readable output; non-interactive')
    .option('--yes', 'proceed without confirmation')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('Add --help for usage.')
    .exitOverride()
    .hook('preAction', refuseContradictions);
  // The AWS SDK warns about the Node.js version of this machine, so its warning is disabled. The version that the
  // Lambda functions run on is set in the CloudFormation template.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  addUserCommands(program);
  addSessionCommands(program);
  addAuditCommand(program);
  addProviderCommands(program);
  addPolicyCommands(program);
  addConfigCommands(program);
  addSecretCommands(program);
  addKeyCommands(program);
  addDoctorCommand(program);
  process.stdout.on('error', endQuietly);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    return exitCode(error);
  }
}

/**
 * Refuses options for a local run together with options for a deployment. If `--local` was forgotten, the command must
 * not change a deployment. If `--local` was given by mistake, the command must not change the local run.
 */
function refuseContradictions(program: Command): void {
  const isGiven = (option: string) => program.getOptionValueSource(option) === 'cli';
  if (!isGiven('local') && isGiven('data')) {
    program.error('error: --data belongs to a local run: add --local, or omit it.', { exitCode: 2 });
  }
  const deployed = ['stack', 'region'].find(isGiven);
  if (isGiven('local') && deployed !== undefined) {
    program.error(`error: --${deployed} selects a deployment, and --local the local run: omit one of them.`, {
      exitCode: 2,
    });
  }
}

/** Ends the command quietly if the program that reads standard output closes the pipe early, as `head` does. */
function endQuietly(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}

function exitCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  process.stderr.write(`${errorText(error)}\n`);
  return error instanceof OpsFailure ? error.exitCode : 1;
}

function errorText(error: unknown): string {
  const expected = error instanceof OpsFailure || error instanceof ConfigError;
  if (expected) return error.message;
  return error instanceof Error ? describeCauses(error).join('\n  caused by ') : String(error);
}
