import { table } from '../table.ts';
import type { RotationReport } from './index.ts';

/** The report on rotation under load, as text. */
export function formatRotationReport({ phases, sessions, open, refusedReads }: RotationReport): string {
  const rows = phases.map(({ name, seconds, tried, failures, medianMs, longestMs, fallbacks }) => [
    ...[name, seconds.toFixed(0), String(tried), String(failures.length)],
    ...[medianMs.toFixed(0), longestMs.toFixed(0), fallbacks],
  ]);
  const failures = phases.flatMap((phase) => phase.failures);
  return [
    table(['phase', 'seconds', 'sign-ins', 'failed', 'median ms', 'longest ms', 'fallbacks counted'], rows),
    `Sessions created: ${sessions}, still active at the end: ${open}.`,
    `Requests refused by Secrets Manager: ${refusedReads}.`,
    ...[...new Set(failures)].slice(0, 10),
    '',
  ].join('\n');
}
