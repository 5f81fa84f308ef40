import type { AuditEventName } from '../audit/event.ts';
import type { LogEvent } from '../contract/log-events.ts';

/** Writes one structured line to the log. Its fields never contain tokens, codes, cookies or secrets. */
export type Log = (
  level: 'info' | 'warn' | 'error',
  event: LogEvent | AuditEventName,
  fields: Readonly<Record<string, unknown>>,
) => void;

/** Writes each log line as JSON to standard output, which Lambda sends to CloudWatch Logs. */
export const jsonLog: Log = (level, event, fields) => {
  process.stdout.write(`${JSON.stringify({ level, event, ...fields })}\n`);
};

/** Lists an error and its causes for the log: name and message of each, outermost first. */
export function describeCauses(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  return [`${error.name}: ${error.message}`, ...describeCauses(error.cause)];
}
