import { styleText } from 'node:util';
import { isObject } from '../../../functions/core/base/json.ts';
import { printable } from './printable.ts';

/** Formats a command's result as text, one line per field; undefined fields are omitted. */
export function fieldLines(answer: object, colour: boolean): string {
  const known = Object.entries(answer).filter(([, value]) => value !== undefined);
  const width = Math.max(0, ...known.map(([name]) => name.length));
  const dim = (text: string) => (colour ? styleText('dim', text, { validateStream: false }) : text);
  return known
    .flatMap(([name, value]) => {
      const [first = 'none', ...others] = valueLines(value);
      return [`${dim(name.padEnd(width))}  ${first}`, ...others.map((line) => `${' '.repeat(width)}  ${line}`)];
    })
    .map((line) => `${line}\n`)
    .join('');
}

/** The lines of a field's value: one line for each element of a list or member of an object. */
function valueLines(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map((element) => valueLines(element).join(' '));
  return isObject(value) ? members(value) : [text(value)];
}

function members(value: object): readonly string[] {
  const known = Object.entries(value).filter(([, member]) => member !== undefined);
  return known.map(([name, member]) => `${name}=${Array.isArray(member) ? wordList(member) : text(member)}`);
}

function wordList(values: readonly unknown[]): string {
  return values.length === 0 ? 'none' : values.map(text).join(',');
}

/** A value as text on one line: the lines of a text such as a postal address are joined with slashes. */
function text(value: unknown): string {
  return printable(typeof value === 'string' ? value.replaceAll('\n', ' / ') : JSON.stringify(value));
}
