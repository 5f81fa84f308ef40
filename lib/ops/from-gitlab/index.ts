import type { Command } from 'commander';
import { show } from '../cli/output.ts';
import { optionsOf } from '../deployment/deployment.ts';

/** Adds the command `config from-gitlab FILE` to the CLI. */
export function addConfigCommands(program: Command): void {
  const config = program.command('config').description('the configuration');
  config
    .command('from-gitlab <file>')
    .description("translates a gitlab.rb, gitlab.yml or values of GitLab's Helm chart into a postern block")
    .action((file: string, _options: unknown, command: Command) => fromGitLab(file, command));
}

/**
 * Translates the file. The block is printed on standard output and the report on standard error, so that the operator
 * can redirect the block to a file.
 */
async function fromGitLab(file: string, command: Command): Promise<void> {
  const { readSettingsFile } = await import('./read-file.ts');
  const { translate } = await import('./translation.ts');
  const { reportOf, reportText } = await import('./report.ts');
  const settings = await readSettingsFile(file);
  const translation = translate(settings);
  const options = optionsOf(command);
  if (options.json === true) {
    const { postern, toFillIn, notes } = translation;
    show({ postern, to_fill_in: toFillIn, ...reportOf(translation), notes }, options);
  } else {
    process.stdout.write(`${JSON.stringify(translation.postern, undefined, 2)}\n`);
    process.stderr.write(reportText(translation, settings.externalUrl));
  }
}
