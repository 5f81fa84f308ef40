import { UnreadableSettings } from '../unreadable.ts';
import type { Quoted } from './quoted.ts';

/** What begins a heredoc: how its end may be indented, its quotes, its name. */
export const heredocStart = /<<([~-]?)(["']?)([A-Za-z_]\w*)\2/y;

/** A heredoc's body, and where in the source the line behind it begins. */
interface Heredoc extends Quoted {
  readonly end: number;
}

/**
 * Reads the body of a heredoc. Where it has escapes, it counts as computed: settings have none there.
 * @param start What `heredocStart` matched.
 * @param from Where in the source the body begins.
 * @throws UnreadableSettings where it never ends.
 */
export function readHeredoc(source: string, start: RegExpExecArray, from: number, line: number): Heredoc {
  const [, dash = '', quote = '', name = ''] = start;
  const terminator = new RegExp(`^${dash === '' ? '' : '[ \\t]*'}${name}\\r?$`, 'gm');
  terminator.lastIndex = from;
  const found = terminator.exec(source);
  if (found === null) throw new UnreadableSettings(line, `the text that <<${name} begins here never ends.`);
  const body = source.slice(from, found.index);
  return {
    text: dash === '~' ? withoutIndent(body) : body,
    computed: quote !== "'" && /\\|#\{/.test(body),
    end: Math.min(terminator.lastIndex + 1, source.length),
  };
}

function withoutIndent(body: string): string {
  const lines = body.split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/[^ \t]/));
  const common = indents.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY);
  return lines.map((line) => line.slice(common)).join('\n');
}
