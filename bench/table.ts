/** A table in plain text: text is left-aligned, numbers are right-aligned. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)));
  return [header, widths.map((width) => '-'.repeat(width)), ...rows]
    .map((row) => row.map((cell, column) => align(cell, widths[column] ?? 0, rows, column)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}

function align(cell: string, width: number, rows: readonly (readonly string[])[], column: number): string {
  const numeric = rows.every((row) => /^[\d.]+$/.test(row[column] ?? ''));
  return numeric ? cell.padStart(width) : cell.padEnd(width);
}
