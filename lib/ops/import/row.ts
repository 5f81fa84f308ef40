import { printable } from '../cli/printable.ts';

/** A row of an imported file: a record in CSV, an object in JSON. */
export interface Row {
  /** The line on which the row begins, from 1. */
  readonly line: number;
  /** The cells of the row by column name: text in CSV, a JSON value in JSON. Empty cells are omitted. */
  readonly cells: ReadonlyMap<string, unknown>;
}

/** A validation error at one place of an imported file; the message includes the remedy. */
export interface ImportIssue {
  /** The file with the error; absent if it is the accounts file. */
  readonly file?: string;
  readonly line: number;
  /** The column with the error; absent if the error is about the whole row. */
  readonly column?: string;
  readonly message: string;
}

const quotedCharacters = 60;

/** Formats a value of the file for messages: limited in length, and escaped against terminal injection. */
export function quoted(value: unknown): string {
  const text = [...(JSON.stringify(value) ?? '')];
  const cut = text.length > quotedCharacters ? [...text.slice(0, quotedCharacters), '…'] : text;
  return printable(cut.join(''));
}
