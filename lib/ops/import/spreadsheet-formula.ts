/**
 * Text that a spreadsheet takes for a formula. Leading apostrophes match too, so that text which has an apostrophe
 * already gets another one, and the guard can be reversed.
 */
const risky = /^'*[=+\-@\t\r]/;

/**
 * Guards a CSV cell against formula injection. A cell that begins like a formula is prefixed with an apostrophe, so
 * that a spreadsheet takes the cell for text.
 */
export function guarded(cell: string): string {
  return risky.test(cell) ? `'${cell}` : cell;
}

/** Removes the apostrophe that `guarded` has added. */
export function unguarded(cell: string): string {
  return cell.startsWith("'") && risky.test(cell) ? cell.slice(1) : cell;
}
