import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { OpsFailure } from '../cli/failure.ts';
import { type Complaint, quoted, type Row } from './row.ts';
import { unguarded } from './spreadsheet-formula.ts';

/** Characters of a row: what is more is a quote that nobody closed. */
const maximumRow = 1_000_000;

/** Bytes that are parsed in one go: what comes of them waits in memory until it is asked for. */
const chunkBytes = 65_536;

/** A record, and the line on which it begins. */
interface NumberedRecord {
  readonly line: number;
  readonly record: readonly string[];
}

/**
 * Reads CSV (RFC 4180): commas, a first line of column names, and any line ends. Blank lines are skipped.
 * @throws OpsFailure where quotes or column names are wrong: nobody knows then where the next row begins.
 */
export async function* csvRows(file: string, bytes: Buffer): AsyncGenerator<Row | Complaint> {
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
    // Lines are counted here: the parser's own count takes a line end of two characters in a quote for two.
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
      `${file} cannot be read from line ${next} on: a quote is out of place, not closed, or the row too long.`,
      { cause: error },
    );
  }
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += chunkBytes) yield bytes.subarray(start, start + chunkBytes);
}

function columnNames(file: string, line: number, record: readonly string[]): readonly string[] {
  const names = record.map((name) => name.trim().toLowerCase());
  const wrong = names.find((name, index) => name === '' || names.indexOf(name) !== index);
  if (wrong === undefined) return names;
  const what = wrong === '' ? 'has a column without a name' : `names the column ${quoted(wrong)} twice`;
  throw new OpsFailure(`${file}, line ${line} ${what}: the first line has one name for each column.`);
}

function readRecord(columns: readonly string[], line: number, record: readonly string[]): Row | Complaint {
  if (record.length !== columns.length) {
    const message = `has ${record.length} cells instead of ${columns.length}: put cells that hold a comma into quotes`;
    return { line, message };
  }
  const cells = columns.map((column, index) => [column, unguarded(record[index] ?? '')] as const);
  return { line, cells: new Map(cells.filter(([, cell]) => cell !== '')) };
}
