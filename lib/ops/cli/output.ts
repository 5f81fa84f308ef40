import { once } from 'node:events';
import { fieldLines } from './fields.ts';
import { printable } from './printable.ts';
import type { Column } from './table.ts';

/** What decides the form of an answer. */
export interface OutputOptions {
  readonly json?: true;
}

/** What is shown of each row of a list. */
export interface ListShape<Row> {
  readonly columns: readonly Column<Row>[];
  /** The row for machines, in `GET /session`'s style. */
  document(row: Row): object;
}

/** Rows that are laid out together. */
const pageRows = 100;

/** Shows an answer: JSON for machines, else one line per field, with colour on a terminal. */
export function show(answer: object, options: OutputOptions): void {
  process.stdout.write(options.json === true ? `${toJson(answer)}\n` : fieldLines(answer, hasColours()));
}

/** Says of an answer what people would miss in it. */
export function remark(sentence: string, options: OutputOptions): void {
  if (options.json !== true) process.stderr.write(`${sentence}\n`);
}

/**
 * Shows a list while it is read: a JSON array of one row a line for machines, else a table.
 * @returns How many rows there were.
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
  // A terminal that does not know its width says 0.
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

/** Waits where the reader is slower than we are: a list may be longer than memory. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

function hasColours(): boolean {
  return process.stdout.isTTY && process.stdout.hasColors();
}

/** What is unprintable can only be inside a string there, where its escape is JSON as well. */
function toJson(value: object): string {
  return printable(JSON.stringify(value));
}
