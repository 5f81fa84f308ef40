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
 * Runs one command of the operations CLI.
 * @returns The exit code: 0 done, 1 refused with the reason, 2 usage error, 130 aborted at a prompt.
 */
export async function runOpsCommand(argv: readonly string[]): Promise<number> {
  const program = new Command('npm run ops --')
    .description('Operates a deployment of Postern, or the local run.')
    .option('--local', 'the run that npm start began')
    .option('--data <dir>', 'data directory of that run', '.local')
    .option('--stack <name>', 'the deployed stack that holds table and secrets', 'Postern-Data')
    .option('--region <region>', "the deployment's region")
    .option('--table <name>', "a table in place of the deployment's, such as one restored from it")
    .option('--config <file>', "the configuration's block, where cdk.json's is not that of the deployment")
    .option('--json', 'answers for machines; never asks')
    .option('--yes', 'goes ahead where it would ask')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('Add --help to see what there is.')
    .exitOverride()
    .hook('preAction', refuseContradictions);
  // The SDK's advice on Node.js versions is for those who deploy on it; Lambda's version comes from the template.
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

/** A command meant for a local run must not reach a deployment, nor the other way round, for an option that was forgotten. */
function refuseContradictions(program: Command): void {
  const isGiven = (option: string) => program.getOptionValueSource(option) === 'cli';
  if (!isGiven('local') && isGiven('data')) {
    program.error('error: --data names a local run: add --local, or leave it out.', { exitCode: 2 });
  }
  const deployed = ['stack', 'region'].find(isGiven);
  if (isGiven('local') && deployed !== undefined) {
    program.error(`error: --${deployed} names a deployment, and --local the local run: leave one of them out.`, {
      exitCode: 2,
    });
  }
}

/** Whoever read our output has seen enough of it, as `head` has. */
function endQuietly(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}

function exitCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  process.stderr.write(`${sentence(error)}\n`);
  return error instanceof OpsFailure ? error.exitCode : 1;
}

function sentence(error: unknown): string {
  const expected = error instanceof OpsFailure || error instanceof ConfigError;
  if (expected) return error.message;
  return error instanceof Error ? describeCauses(error).join('\n  caused by ') : String(error);
}
