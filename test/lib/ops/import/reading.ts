import { csvRows } from '../../../../lib/ops/import/csv-rows.ts';
import { jsonArrayRows, jsonLineRows } from '../../../../lib/ops/import/json-rows.ts';
import type { ImportIssue, Row } from '../../../../lib/ops/import/row.ts';

/** A row or issue for assertions: cells as an object. */
export type Seen = ImportIssue | { readonly line: number; readonly cells: Readonly<Record<string, unknown>> };

/** Rows of a file with this text. */
export async function readCsv(text: string | Buffer): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  for await (const row of csvRows('people.csv', Buffer.from(text))) seen.push(plain(row));
  return seen;
}

export function readJsonArray(text: string): readonly Seen[] {
  return [...jsonArrayRows('people.json', text)].map(plain);
}

export function readJsonLines(text: string): readonly Seen[] {
  return [...jsonLineRows(text)].map(plain);
}

function plain(row: Row | ImportIssue): Seen {
  return 'message' in row ? row : { line: row.line, cells: Object.fromEntries(row.cells) };
}
