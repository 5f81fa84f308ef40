import { type Complaint, quoted } from './row.ts';

/** How many of many are named. */
const shown = { complaints: 100, columns: 20 };

/** Complaints as many as are shown. */
export function shownComplaints(complaints: readonly Complaint[]): readonly Complaint[] {
  return complaints.slice(0, shown.complaints);
}

/** What is wrong with a file, a line each, under a sentence that says what was done about it. */
export function refusalText(outcome: string, complaints: readonly Complaint[]): string {
  const more = complaints.length - shown.complaints;
  const lines = shownComplaints(complaints).map((complaint) => `  ${complaintText(complaint)}`);
  return [outcome, ...lines, ...(more > 0 ? [`  and ${count(more)} more`] : [])].join('\n');
}

function complaintText({ file, line, column, message }: Complaint): string {
  const place = [...(file === undefined ? [] : [file]), `line ${line}`, ...(column === undefined ? [] : [column])];
  return `${place.join(', ')}: ${message}`;
}

/** Names of columns that nothing is read from. */
export function columnsText(columns: readonly string[]): string {
  const more = columns.length - shown.columns;
  const names = columns.slice(0, shown.columns).map((column) => quoted(column).slice(1, -1));
  return `${names.join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`;
}

/** How far the writing is: done of total, speed, and the time left at that speed. */
export function progressText(done: number, total: number, seconds: number): string {
  const speed = done / Math.max(seconds, 0.001);
  const left = speed > 0 ? `, ${count(Math.ceil((total - done) / speed))} s left` : '';
  return `${count(done)} of ${count(total)} accounts written, ${count(Math.round(speed))} a second${left}`;
}

/** A number for people. */
export function count(number: number): string {
  return number.toLocaleString('en-GB');
}
