/** What a spreadsheet takes for a formula, and what this guard itself would change, so that it can be undone. */
const risky = /^'*[=+\-@\t\r]/;

/** Keeps a spreadsheet from running a cell: one that begins like a formula gets an apostrophe before it. */
export function guarded(cell: string): string {
  return risky.test(cell) ? `'${cell}` : cell;
}

/** Takes back exactly what `guarded` does. */
export function unguarded(cell: string): string {
  return cell.startsWith("'") && risky.test(cell) ? cell.slice(1) : cell;
}
