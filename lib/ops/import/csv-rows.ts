import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { OpsFailure } from '../cli/failure.ts';
import { type ImportIssue, quoted, type Row } from './row.ts';
import { unguarded } from './spreadsheet-formula.ts';

/** Maximum characters of a row; a longer one has an unclosed quote. */
const maximumRow = 1_000_000;

/** Bytes parsed at a time; their records are buffered in memory. */
const chunkBytes = 65_536;

/** A record with the line on which it begins. */
interface NumberedRecord {
  readonly line: number;
  readonly record: readonly string[];
}

/**
 * Parses CSV (RFC 4180): commas, a header line, any line breaks. Skips blank lines.
 * @throws OpsFailure for invalid quotes or column names, after which row boundaries are unknown.
 */
export async function* csvRows(file: string, bytes: Buffer): AsyncGenerator<Row | ImportIssue> {
  let columns: readonly string[] | undefined;
  for await (const { line, record } of numberedRecords(file, bytes)) {
    if (record.length === 1 && record[0]?.trim() === '') continue;
    if (columns === undefined) columns = columnNames(file, line, record);
    else yield readRecord(columns, line, record);
  }
  if (columns === undefined) throw new OpsFailure(`${file} is empty.`);
}

async function* numberedRecords(file: string, bytes: Buffer): AsyncGenerator<NumberedRecord> {
  let next = 1;
  const parser = parse({
    bom: true,
    raw: true,
    relax_column_count: true,
    max_record_size: maximumRow,
    // The parser's own line count takes CR LF within quotes for two line breaks.
    on_record(record, { raw = '' }) {
      const line = next;
      next += raw.match(/\r\n?|\n/g)?.length ?? 0;
      return Object.assign(record, { line });
    },
  });
  const records: AsyncIterable<NumberedRecord> = Readable.from(chunksOf(bytes)).pipe(parser);
  try {
    yield* records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new OpsFailure(
      `${file} cannot be read from line ${next} on: a quote is misplaced or unclosed, or the row too long.`,
      { cause: error },
    );
  }
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += chunkBytes) yield bytes.subarray(start, start + chunkBytes);
}

function columnNames(file: string, line: number, record: readonly string[]): readonly string[] {
  const names = record.map((name) => name.trim().toLowerCase());
  const invalid = names.find((name, index) => name === '' || names.indexOf(name) !== index);
  if (invalid === undefined) return names;
  const what = invalid === '' ? 'has a column without a name' : `names the column ${quoted(invalid)} twice`;
  throw new OpsFailure(`${file}, line ${line} ${what}: the first line must name each column once.`);
}

function readRecord(columns: readonly string[], line: number, record: readonly string[]): Row | ImportIssue {
  if (record.length !== columns.length) {
    const message = `has ${record.length} cells instead of ${columns.length}: put cells with a comma into quotes`;
    return { line, message };
  }
  const cells = columns.map((column, index) => [column, unguarded(record[index] ?? '')] as const);
  return { line, cells: new Map(cells.filter(([, cell]) => cell !== '')) };
}
