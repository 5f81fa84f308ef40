import { printable } from '../cli/printable.ts';

/** A row of a file. */
export interface Row {
  /** The line on which it begins, from 1. */
  readonly line: number;
  /** By column: text in CSV, a JSON value in JSON. Empty cells are omitted. */
  readonly cells: ReadonlyMap<string, unknown>;
}

/** A validation error at one place of a file, with its remedy. */
export interface ImportIssue {
  /** Absent for the accounts file. */
  readonly file?: string;
  readonly line: number;
  /** Absent if it is about the whole row. */
  readonly column?: string;
  readonly message: string;
}

const quotedCharacters = 60;

/** A value of a file for messages: limited in length, and escaped against terminal injection. */
export function quoted(value: unknown): string {
  const text = [...(JSON.stringify(value) ?? '')];
  const cut = text.length > quotedCharacters ? [...text.slice(0, quotedCharacters), '…'] : text;
  return printable(cut.join(''));
}
