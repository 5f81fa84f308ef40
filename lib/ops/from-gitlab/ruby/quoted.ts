import { UnreadableSettings } from '../unreadable.ts';
import type { Reader } from './reader.ts';

/** What stands between quotes. */
export interface Quoted {
  readonly text: string;
  /** Whether Ruby would work a part of it out: `#{...}`. The text is then not the value. */
  readonly computed: boolean;
}

/** The marks that a text stands between, and what a backslash and `#{` mean in it. */
export interface Quotes {
  readonly open: string;
  readonly close: string;
  /** As in double quotes. */
  readonly interpolates: boolean;
}

const plainEscapes: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', e: '\x1b', f: '\f', n: '\n', r: '\r', s: ' ', t: '\t', v: '\v' },
  '\n': '',
};
const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };

/** The mark that ends what this one begins. */
export function closing(open: string): string {
  return pairs[open] ?? open;
}

/**
 * Reads a text up to its closing mark; the opening one is passed already.
 * @param skipInterpolation Passes what Ruby would work out, up to its `}`; `#{` is passed already.
 * @throws UnreadableSettings where the text never ends.
 */
export function readQuoted(reader: Reader, quotes: Quotes, skipInterpolation: () => void): Quoted {
  const { open, close, interpolates } = quotes;
  const { line } = reader;
  const text: string[] = [];
  let computed = false;
  for (let depth = 0; depth >= 0; ) {
    if (reader.atEnd) throw new UnreadableSettings(line, 'the text that begins here never ends.');
    if (interpolates && reader.match(/#\{/y) !== undefined) {
      skipInterpolation();
      computed = true;
      continue;
    }
    const character = reader.take();
    if (character === close) depth -= 1;
    else if (character === open) depth += 1;
    text.push(character === '\\' ? readEscape(reader, quotes) : character);
  }
  return { text: text.slice(0, -1).join(''), computed };
}

function readEscape(reader: Reader, quotes: Quotes): string {
  return quotes.interpolates ? readFullEscape(reader) : readPlainEscape(reader, quotes);
}

/** In single quotes only the quotes themselves and the backslash are escaped. */
function readPlainEscape(reader: Reader, { open, close }: Quotes): string {
  return [open, close, '\\'].includes(reader.peek()) ? reader.take() : '\\';
}

function readFullEscape(reader: Reader): string {
  const { line } = reader;
  const [, one, several, byte, octal] =
    reader.match(/u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f \t]+)\}|x([0-9A-Fa-f]{1,2})|([0-7]{1,3})/y) ?? [];
  const points = [one, byte, ...(several?.trim().split(/[ \t]+/) ?? [])].filter((hex) => hex !== undefined);
  const codes = octal === undefined ? points.map((hex) => Number.parseInt(hex, 16)) : [Number.parseInt(octal, 8)];
  if (codes.some((code) => !(code <= 0x10ffff))) {
    throw new UnreadableSettings(line, 'there is no character of the number that stands behind \\u here.');
  }
  if (codes.length > 0) return String.fromCodePoint(...codes);
  const character = reader.take();
  return Object.hasOwn(plainEscapes, character) ? (plainEscapes[character] ?? '') : character;
}
