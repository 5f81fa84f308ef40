import { ConfigError } from '../config/index.ts';
import { Cleanup } from './cleanup.ts';
import { LocalFailure } from './failure.ts';
import { parseOptions, UsageError, usage } from './options.ts';
import type { LocalRun } from './start.ts';
import { openTerminal } from './terminal.ts';

/**
 * `npm start`: starts the local run, prints its URLs, and ends it on SIGINT or SIGTERM. The process exits with code 0
 * if a signal ended the run, 1 after a failure, and 2 after a usage error.
 */
export async function runLocal(argv: readonly string[]): Promise<void> {
  const terminal = openTerminal(process.stdout);
  const cleanup = new Cleanup();

  const end = async (code: number): Promise<never> => {
    try {
      await cleanup.run();
    } catch (error) {
      process.stderr.write(`${describe(error)}\n`);
    }
    process.exit(code);
  };
  const fail = (error: unknown): Promise<never> => {
    process.stderr.write(`${describe(error)}\n`);
    return end(error instanceof UsageError ? 2 : 1);
  };

  // After Ctrl-C this process receives two signals: one from the terminal and one that npm forwards. The handler stays
  // registered, so the second signal does not interrupt the cleanup.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end(0));

  try {
    const options = parseOptions(argv);
    if (options === 'help') {
      process.stdout.write(usage);
      return;
    }
    terminal.line('Starting Postern on this machine');
    // The AWS SDK warns if this machine's Node.js is old. The warning does not matter here, because Lambda's Node.js
    // version is set in the template.
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
    const { startLocal } = await import('./start.ts');
    const run = await startLocal(options, terminal, cleanup, (reason) => void fail(new LocalFailure(reason)));
    terminal.line(banner(run));
  } catch (error) {
    await fail(error);
  }
}

/**
 * Text of an error for the terminal: only the message of an expected failure, and the stack trace of any other error.
 */
function describe(error: unknown): string {
  const expected = error instanceof LocalFailure || error instanceof UsageError || error instanceof ConfigError;
  if (expected) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function banner({ baseUrl, phoneUrl, dataPath, approvesAtOnce }: LocalRun): string {
  return [
    '',
    `Postern is up at ${baseUrl}`,
    '',
    `  Sign in     ${baseUrl}/login`,
    ...(phoneUrl === undefined ? [] : [`  Phone       ${phoneUrl}`]),
    `  Data        ${dataPath}`,
    ...(approvesAtOnce
      ? ['', 'New accounts are approved at once in local runs; --as-deployed keeps the block as it is.']
      : []),
    '',
    'Ctrl-C ends it.',
    '',
  ].join('\n');
}
