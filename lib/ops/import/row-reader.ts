import { BadCell, type CellReader } from './cells.ts';
import type { ImportIssue, Row } from './row.ts';

/** Parses the cells of a row, and collects an issue for each invalid cell. */
export class RowReader {
  readonly issues: ImportIssue[] = [];
  readonly #row: Row;

  constructor(row: Row) {
    this.#row = row;
  }

  /**
   * Parses the cell in a column.
   * @returns undefined if the cell is missing or invalid.
   */
  read<Value>(column: string, reader: CellReader<Value>): Value | undefined {
    const { cells } = this.#row;
    return cells.has(column) ? this.attempt(column, () => reader(cells.get(column))) : undefined;
  }

  attempt<Value>(column: string, read: () => Value): Value | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      this.issues.push({ line: this.#row.line, column, message: error.message });
      return undefined;
    }
  }
}
