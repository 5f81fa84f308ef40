import { styleText } from 'node:util';
import CliTable3 from 'cli-table3';
import { printable } from './printable.ts';

/** A column of a printed table. */
export interface Column<Row> {
  readonly title: string;
  of(row: Row): string | undefined;
  /** Colour or text style of the row's cell in this column, on a terminal. */
  paint?(row: Row): Parameters<typeof styleText>[0] | undefined;
  /**
   * Minimum width of the column, in characters, to which a narrow terminal may cut it. A column without a minimum is
   * never cut.
   */
  readonly least?: number;
}

/** Options of the table's layout. */
export interface TableLayout {
  /** Maximum line width in characters; unlimited by default. */
  readonly width?: number;
  readonly colour: boolean;
  /** Whether to print the line of column titles. */
  readonly head: boolean;
}

const gap = 2;
const borderless = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '' },
  ...{ 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '' },
};

/** Formats rows as a table without borders, one line per row. */
export function layOut<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { width, colour, head }: TableLayout,
): string {
  const cells = rows.map((row) => columns.map((column) => printable(column.of(row) ?? '')));
  const titles = columns.map(({ title }) => title);
  const table = new CliTable3({
    chars: borderless,
    style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [], compact: true },
    ...(width !== undefined && { colWidths: widths([titles, ...cells], columns, width) }),
    ...(head && { head: titles.map((title) => (colour ? styleText('dim', title) : title)) }),
  });
  for (const [index, row] of rows.entries()) {
    const texts = cells[index] ?? [];
    table.push(texts.map((text, at) => (colour ? painted(text, columns[at]?.paint?.(row)) : text)));
  }
  return table
    .toString()
    .split('\n')
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

function painted(text: string, style: Parameters<typeof styleText>[0] | undefined): string {
  return style === undefined ? text : styleText(style, text, { validateStream: false });
}

/**
 * Column widths including the gaps between columns. While a line is too wide, the column with the most room above its
 * minimum shrinks.
 */
function widths<Row>(lines: readonly (readonly string[])[], columns: readonly Column<Row>[], width: number): number[] {
  const taken = columns.map((_, index) => Math.max(...lines.map((line) => displayWidth(line[index] ?? ''))));
  let excess = taken.reduce((sum, each) => sum + each + gap, -gap) - width;
  for (; excess > 0; excess -= 1) {
    const spare = columns.map(({ least }, index) => (taken[index] ?? 0) - (least ?? Number.POSITIVE_INFINITY));
    const widest = spare.indexOf(Math.max(...spare));
    if ((spare[widest] ?? 0) <= 0) break;
    taken[widest] = (taken[widest] ?? 0) - 1;
  }
  return taken.map((each) => each + gap);
}

/**
 * Width in which a terminal displays a text, in terminal columns: 0 for combining marks, 2 for East Asian characters
 * and emoji.
 */
function displayWidth(text: string): number {
  const marks = text.match(/\p{M}/gu)?.length ?? 0;
  const wide = text.match(/[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{Emoji_Presentation}]/gu)?.length ?? 0;
  return [...text].length - marks + wide;
}
