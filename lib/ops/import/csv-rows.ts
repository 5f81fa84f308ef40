import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { OpsFailure } from '../cli/failure.ts';
import { type ImportIssue, quoted, type Row } from './row.ts';
import { unguarded } from './spreadsheet-formula.ts';

/** Maximum length of a row in characters. A longer row is taken for one with an unclosed quote. */
const maximumRow = 1_000_000;

/** Bytes that are parsed at a time. All records in a chunk are buffered in memory, so a chunk is small. */
const chunkBytes = 65_536;

/** A CSV record, with the line of the file on which it begins. */
interface NumberedRecord {
  readonly line: number;
  readonly record: readonly string[];
}

/**
 * Parses CSV (RFC 4180) with commas, a header line and any kind of line breaks. Blank lines are skipped.
 * @throws OpsFailure for invalid column names, and for invalid quotes, after which it is unknown where the next row
 * begins.
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
    // Lines are counted here, because the parser's own count takes CR LF within quotes for two line breaks.
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
