import { once } from 'node:events';
import { fieldLines } from './fields.ts';
import { printable } from './printable.ts';
import type { Column } from './table.ts';

/** Global command-line options that decide the output format. */
export interface OutputOptions {
  readonly json?: true;
}

/** How the rows of a list are printed: the columns of a table, and the JSON form for `--json`. */
export interface ListShape<Row> {
  readonly columns: readonly Column<Row>[];
  /** The row as a JSON object, with field names in the style of `GET /session` (snake case). */
  document(row: Row): object;
}

/**
 * Number of rows that are laid out as one table, with common column widths. A streamed list is printed in pages of this
 * size.
 */
const pageRows = 100;

/** Prints a command's result: JSON with `--json`, otherwise one line per field, with colour on a terminal. */
export function show(answer: object, options: OutputOptions): void {
  process.stdout.write(options.json === true ? `${toJson(answer)}\n` : fieldLines(answer, hasColours()));
}

/** Prints a sentence for the operator on standard error; with `--json` nothing is printed. */
export function remark(sentence: string, options: OutputOptions): void {
  if (options.json !== true) process.stderr.write(`${sentence}\n`);
}

/**
 * Prints a list while its rows are read: with `--json` as an array with one row per line, otherwise as a table.
 * @returns Number of rows printed.
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
  // Some terminals report a width of 0, which means that the width is unknown.
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

/**
 * Writes to standard output with backpressure: waits until the buffer is drained, because a list may be larger than
 * memory.
 */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

function hasColours(): boolean {
  return process.stdout.isTTY && process.stdout.hasColors();
}

/**
 * A value as JSON, with unprintable characters escaped against terminal injection. It stays valid JSON: such characters
 * occur only inside strings, where JSON has the same escapes.
 */
function toJson(value: object): string {
  return printable(JSON.stringify(value));
}
