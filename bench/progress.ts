/** Says on standard error what is being measured now: standard output is the report's alone. */
export function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
