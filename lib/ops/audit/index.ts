import { type Command, Option } from 'commander';
import { auditEventNames } from '../../../functions/core/audit/event.ts';
import { defaultLimit, parseLimit, parseSince } from '../cli/arguments.ts';
import type { AuditOptions } from './list.ts';

/** Adds the command `audit` to the CLI. */
export function addAuditCommand(program: Command): void {
  const now = Date.now();
  program
    .command('audit')
    .description('lists audit events, latest first')
    .option('--user <user>', 'events of this account; a deleted one by its id')
    .addOption(
      new Option('--since <time>', 'start: ISO 8601, or an age (90m, 24h, 7d)')
        .argParser((text) => parseSince(text, now))
        .default(parseSince('24h', now), '24h'),
    )
    .addOption(new Option('--event <event>', 'events of this type').choices(auditEventNames))
    .option('--limit <n>', 'maximum number of rows', parseLimit, defaultLimit)
    .option('--all', 'all rows, streamed')
    .action(async (options: AuditOptions, command: Command) => {
      const { listAudit } = await import('./list.ts');
      await listAudit(options, now, command);
    });
}
