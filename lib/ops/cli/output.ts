import { once } from 'node:events';
import { fieldLines } from './fields.ts';
import { printable } from './printable.ts';
import type { Column } from './table.ts';

/** Global options that decide the output format. */
export interface OutputOptions {
  readonly json?: true;
}

/** Columns and JSON form of a list's rows. */
export interface ListShape<Row> {
  readonly columns: readonly Column<Row>[];
  /** The row as JSON, in the style of `GET /session`. */
  document(row: Row): object;
}

/** Rows whose column widths are computed together. */
const pageRows = 100;

/** Prints an answer: JSON with `--json`, otherwise one line per field, with colour on a terminal. */
export function show(answer: object, options: OutputOptions): void {
  process.stdout.write(options.json === true ? `${toJson(answer)}\n` : fieldLines(answer, hasColours()));
}

/** Prints a remark on standard error, except with `--json`. */
export function remark(sentence: string, options: OutputOptions): void {
  if (options.json !== true) process.stderr.write(`${sentence}\n`);
}

/**
 * Streams a list: with `--json` an array with one row a line, otherwise a table.
 * @returns Number of rows.
 */
export async function showList<Row>(
  rows: Iterable<Row> | AsyncIterable<Row>,
  shape: ListShape<Row>,
  options: OutputOptions,
): Promise<number> {
  return options.json === true ? showArray(rows, shape) : showTable(rows, shape);
}

async function showArray<Row>(rows: Iterable<Row> | AsyncIterable<Row>, { document }: ListShape<Row>): Promise<number> {
  let count = 0;
  await write('[');
  for await (const row of rows) {
    await write(`${count === 0 ? '' : ',\n'}${toJson(document(row))}`);
    count += 1;
  }
  await write(']\n');
  return count;
}

async function showTable<Row>(rows: Iterable<Row> | AsyncIterable<Row>, { columns }: ListShape<Row>): Promise<number> {
  const { layOut } = await import('./table.ts');
  // The width of some terminals is 0: unknown.
  const width = process.stdout.isTTY ? process.stdout.columns || 80 : undefined;
  const options = { colour: hasColours(), ...(width !== undefined && { width }) };
  let [page, count]: [Row[], number] = [[], 0];
  const flush = async () => {
    await write(layOut(page, columns, { ...options, head: count === 0 }));
    count += page.length;
    page = [];
  };
  for await (const row of rows) {
    page.push(row);
    if (page.length === pageRows) await flush();
  }
  if (page.length > 0) await flush();
  return count;
}

/** Respects backpressure: a list may be larger than memory. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

function hasColours(): boolean {
  return process.stdout.isTTY && process.stdout.hasColors();
}

/** Unprintable characters occur only inside JSON strings, where the same escapes are valid. */
function toJson(value: object): string {
  return printable(JSON.stringify(value));
}
