import { BadCell, type CellReader } from './cells.ts';
import type { Complaint, Row } from './row.ts';

/** Reads a row's cells and gathers what is wrong with them. */
export class CellsOfRow {
  readonly complaints: Complaint[] = [];
  readonly #row: Row;

  constructor(row: Row) {
    this.#row = row;
  }

  /** @returns undefined where the row says nothing, or nothing that can be taken. */
  read<Value>(column: string, reader: CellReader<Value>): Value | undefined {
    const { cells } = this.#row;
    return cells.has(column) ? this.attempt(column, () => reader(cells.get(column))) : undefined;
  }

  attempt<Value>(column: string, read: () => Value): Value | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      this.complaints.push({ line: this.#row.line, column, message: error.message });
      return undefined;
    }
  }
}
