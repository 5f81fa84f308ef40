/** Cells of the Markdown table below this header row, row by row. */
export function tableRows(page: string, header: string): string[][] {
  const [, rest = ''] = page.split(`\n${header}\n`);
  const rows = rest.slice(0, rest.indexOf('\n\n')).split('\n').slice(1);
  return rows.map((row) => row.slice(2, -2).split(' | '));
}

/** Code spans of a text. */
export const codeSpans = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => String(code));
