import { styleText } from 'node:util';

/** Shows an answer: JSON for machines, else one line per field, with colour on a terminal. */
export function show(answer: Readonly<Record<string, unknown>>, options: { readonly json?: true }): void {
  process.stdout.write(options.json === true ? `${JSON.stringify(answer)}\n` : table(answer));
}

function table(answer: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(answer).filter(([, value]) => value !== undefined);
  const width = Math.max(0, ...fields.map(([name]) => name.length));
  const label = (name: string) => (process.stdout.isTTY ? styleText('dim', name.padEnd(width)) : name.padEnd(width));
  return fields.map(([name, value]) => `${label(name)}  ${text(value)}\n`).join('');
}

function text(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
