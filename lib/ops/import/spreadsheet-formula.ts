/** Text that a spreadsheet takes for a formula, with any apostrophes before it, so that the guard is reversible. */
const risky = /^'*[=+\-@\t\r]/;

/** Guards a cell against formula injection: one that begins like a formula gets an apostrophe before it. */
export function guarded(cell: string): string {
  return risky.test(cell) ? `'${cell}` : cell;
}

/** Inverse of `guarded`. */
export function unguarded(cell: string): string {
  return cell.startsWith("'") && risky.test(cell) ? cell.slice(1) : cell;
}
