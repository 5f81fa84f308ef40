import { printable } from '../cli/printable.ts';

/** A row of a file, as it stands there. */
export interface Row {
  /** The line on which it begins, from 1. */
  readonly line: number;
  /** By column: text in CSV, a JSON value in JSON. Cells that say nothing are left out. */
  readonly cells: ReadonlyMap<string, unknown>;
}

/** What is wrong with a file at one place, and what to do about it. */
export interface Complaint {
  /** Absent where it is the file of the accounts. */
  readonly file?: string;
  readonly line: number;
  /** Absent where it is about the whole row. */
  readonly column?: string;
  readonly message: string;
}

const quotedCharacters = 60;

/** What a file says, fit for a message: bounded, and nothing in it that a terminal would act upon. */
export function quoted(value: unknown): string {
  const text = [...(JSON.stringify(value) ?? '')];
  const cut = text.length > quotedCharacters ? [...text.slice(0, quotedCharacters), '…'] : text;
  return printable(cut.join(''));
}
