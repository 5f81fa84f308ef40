import { type Command, Option } from 'commander';
import { auditEventNames } from '../../../functions/core/audit/event.ts';
import { defaultLimit, parseLimit, parseSince } from '../cli/arguments.ts';
import type { AuditOptions } from './list.ts';

/** Adds `audit`. */
export function addAuditCommand(program: Command): void {
  const now = Date.now();
  program
    .command('audit')
    .description('shows what happened, the latest first')
    .option('--user <user>', 'to this account; one that was deleted by its id')
    .addOption(
      new Option('--since <time>', 'from then on: ISO 8601, or how long ago (90m, 24h, 7d)')
        .argParser((text) => parseSince(text, now))
        .default(parseSince('24h', now), '24h'),
    )
    .addOption(new Option('--event <event>', 'of this kind').choices(auditEventNames))
    .option('--limit <n>', 'how many', parseLimit, defaultLimit)
    .option('--all', 'everything, while it is read')
    .action(async (options: AuditOptions, command: Command) => {
      const { listAudit } = await import('./list.ts');
      await listAudit(options, now, command);
    });
}
