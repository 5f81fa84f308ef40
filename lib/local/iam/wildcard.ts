/** An IAM pattern as a regular expression for whole strings: `*` stands for any characters, `?` for one. */
export function wildcard(pattern: string, flags: string): RegExp {
  const source = pattern
    .replace(/[^\w*?]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, `s${flags}`);
}
