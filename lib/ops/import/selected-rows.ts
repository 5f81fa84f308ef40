import { OpsFailure } from '../cli/failure.ts';
import { printable } from '../cli/printable.ts';
import type { Row } from './row.ts';

const columns = ['id', 'username', 'email'] as const;

/** The rows of the accounts file that `--only` selects, by id, username or email address. */
export class SelectedRows {
  /** Lines of the rows that have the name, by name in lower case, ids excepted. */
  readonly #lines: ReadonlyMap<string, number[]>;

  constructor(names: readonly string[]) {
    this.#lines = new Map(names.map((name) => [nameKey(name), []]));
  }

  /** Whether the row has one of the names. */
  has({ line, cells }: Row): boolean {
    const names = new Set(columns.flatMap((column) => (cells.has(column) ? [nameKey(String(cells.get(column)))] : [])));
    let isSelected = false;
    for (const name of names) {
      const lines = this.#lines.get(name);
      lines?.push(line);
      isSelected ||= lines !== undefined;
    }
    return isSelected;
  }

  /**
   * Requires that each name has selected exactly one row, after all rows were read.
   * @throws OpsFailure otherwise.
   */
  requireOneEach(file: string): void {
    for (const [name, lines] of this.#lines) {
      const shown = printable(name);
      if (lines.length === 0) throw new OpsFailure(`No row of ${file} has the id, username or email address ${shown}.`);
      if (lines.length > 1) {
        const where = lines.join(', ');
        throw new OpsFailure(`Several rows have ${shown} (lines ${where}): name the account by its id or username.`);
      }
    }
  }
}

/** Usernames and email addresses are compared without regard to case; ids are case-sensitive. */
function nameKey(name: string): string {
  return name.startsWith('usr_') ? name : name.toLowerCase();
}
