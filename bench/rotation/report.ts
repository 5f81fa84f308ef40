import { table } from '../table.ts';
import type { RotationReport } from './index.ts';

/** The report on rotation under load for a person. */
export function formatRotationReport({ phases, sessions, open, refusedReads }: RotationReport): string {
  const rows = phases.map(({ name, seconds, tried, failures, medianMs, longestMs, fallbacks }) => [
    ...[name, seconds.toFixed(0), String(tried), String(failures.length)],
    ...[medianMs.toFixed(0), longestMs.toFixed(0), fallbacks],
  ]);
  const failures = phases.flatMap((phase) => phase.failures);
  return [
    table(['while', 'seconds', 'sign-ins', 'failed', 'median ms', 'longest ms', 'fallbacks counted'], rows),
    `Sessions that these opened: ${sessions}, of which open at the end: ${open}.`,
    `Reads that Secrets Manager failed to answer: ${refusedReads}.`,
    ...[...new Set(failures)].slice(0, 10),
    '',
  ].join('\n');
}
