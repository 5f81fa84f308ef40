import { type ImportIssue, quoted } from './row.ts';

/** Maximum numbers of issues and ignored columns that are listed. */
const shown = { issues: 100, columns: 20 };

/** The issues that a report lists: the first `shown.issues`. */
export function firstIssues(issues: readonly ImportIssue[]): readonly ImportIssue[] {
  return issues.slice(0, shown.issues);
}

/** Formats the report on a refused file: the outcome, then one line per issue. */
export function refusalText(outcome: string, issues: readonly ImportIssue[]): string {
  return listText(outcome, issues.map(issueText));
}

/** Formats a list: a title, then one line per entry, up to `shown.issues`. */
export function listText(title: string, entries: readonly string[]): string {
  const more = entries.length - shown.issues;
  const lines = entries.slice(0, shown.issues).map((entry) => `  ${entry}`);
  return [title, ...lines, ...(more > 0 ? [`  and ${count(more)} more`] : [])].join('\n');
}

function issueText({ file, line, column, message }: ImportIssue): string {
  const place = [...(file === undefined ? [] : [file]), `line ${line}`, ...(column === undefined ? [] : [column])];
  return `${place.join(', ')}: ${message}`;
}

/** Formats the list of ignored columns. */
export function columnsText(columns: readonly string[]): string {
  const more = columns.length - shown.columns;
  const names = columns.slice(0, shown.columns).map((column) => quoted(column).slice(1, -1));
  return `${names.join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`;
}

/**
 * Formats the progress of writing: number of accounts done and in total, accounts per second, and estimated time left.
 */
export function progressText(done: number, total: number, seconds: number): string {
  const speed = done / Math.max(seconds, 0.001);
  const left = speed > 0 ? `, ${count(Math.ceil((total - done) / speed))} s left` : '';
  return `${count(done)} of ${count(total)} accounts written, ${count(Math.round(speed))} a second${left}`;
}

/** Formats a number with thousands separators. */
export function count(number: number): string {
  return number.toLocaleString('en-GB');
}
