import { limits } from '../setting.ts';
import { UnreadableSettings } from '../unreadable.ts';
import { heredocStart, readHeredoc } from './heredoc.ts';
import { closing, type Quoted, readQuoted } from './quoted.ts';
import { Reader } from './reader.ts';
import { isMark, type Token } from './token.ts';

const blank = /(?:[ \t\r\f\v]|\\\r?\n|#[^\n]*)+/y;
const blockComment = /^=begin\b[\s\S]*?^=end\b[^\n]*/my;
const percentStart = /%(?:([wWiIqQ])(?=[^\w\s])|(?=[([{]))/y;
/** Bounded, so that slashes that begin no expression cost little. */
const regularExpression = /\/(?![\s=])(?:[^/\\\n]|\\.){1,500}\/[a-z]*/y;
const marks = /::|=>|<<|\+=|\|\|=|&\.|[\s\S]/uy;

/**
 * Reads Ruby source token by token, as far as settings files need it. No Ruby is run: what it would work out is passed
 * over.
 */
export class Lexer {
  readonly #reader: Reader;
  /** Behind the bodies of the line's heredocs, where its next line begins. */
  #bodiesEnd: number | undefined;
  #previous: Token | undefined;
  #nesting = 0;

  constructor(source: string) {
    this.#reader = new Reader(source.split(/^__END__\r?$/m, 1)[0] ?? '');
  }

  /**
   * The next token; undefined at the end.
   * @throws UnreadableSettings for a text or a comment that never ends.
   */
  next(): Token | undefined {
    while (this.#reader.match(blank) ?? this.#reader.match(blockComment));
    const { line } = this.#reader;
    if (this.#reader.match(/^=begin\b/my)) {
      throw new UnreadableSettings(line, 'the comment that begins here never ends.');
    }
    if (this.#reader.atEnd) return undefined;
    this.#previous = this.#newline(line) ?? this.#text(line) ?? this.#plain(line);
    return this.#previous;
  }

  #newline(line: number): Token | undefined {
    const end = this.#reader.match(/[\n;]/y)?.[0];
    if (end === undefined) return undefined;
    if (end === '\n' && this.#bodiesEnd !== undefined) {
      this.#reader.moveTo(this.#bodiesEnd);
      this.#bodiesEnd = undefined;
    }
    return { kind: 'newline', line };
  }

  #text(line: number): Token | undefined {
    const heredoc = this.#reader.match(heredocStart);
    if (heredoc !== undefined) return { kind: 'text', ...this.#heredoc(heredoc, line), line };
    const symbol = this.#reader.match(/:(?:([A-Za-z_]\w*[?!]?)|(?=["']))/y);
    if (symbol?.[1] !== undefined) return { kind: 'text', text: symbol[1], computed: false, line };
    const percent = this.#reader.match(percentStart);
    if (percent !== undefined) return this.#percentLiteral(percent[1] ?? 'Q', line);
    const quote = this.#reader.match(/["'`]/y)?.[0];
    if (quote === undefined) return undefined;
    const { text, computed } = this.#quoted(quote, quote !== "'");
    const isLabel = symbol === undefined && quote !== '`' && this.#reader.match(/:(?!:)/y) !== undefined;
    if (isLabel && !computed) return { kind: 'label', text, line };
    return { kind: 'text', text, computed: computed || quote === '`', line };
  }

  #heredoc(start: RegExpExecArray, line: number): Quoted {
    const { source, position } = this.#reader;
    const lineEnd = source.indexOf('\n', position);
    const from = this.#bodiesEnd ?? (lineEnd === -1 ? source.length : lineEnd + 1);
    const { text, computed, end } = readHeredoc(source, start, from, line);
    this.#bodiesEnd = end;
    return { text, computed };
  }

  #percentLiteral(kind: string, line: number): Token {
    const { text, computed } = this.#quoted(this.#reader.take(), kind === kind.toUpperCase());
    if (kind.toUpperCase() === 'Q') return { kind: 'text', text, computed, line };
    return { kind: 'words', words: text.split(/\s+/).filter((word) => word !== ''), computed, line };
  }

  #quoted(open: string, interpolates: boolean): Quoted {
    return readQuoted(this.#reader, { open, close: closing(open), interpolates }, () => this.#skipInterpolation());
  }

  #skipInterpolation(): void {
    const { line } = this.#reader;
    this.#nesting += 1;
    if (this.#nesting > limits.depth) throw new UnreadableSettings(line, 'texts are nested too deeply here.');
    for (let depth = 1; depth > 0; ) {
      const token = this.next();
      if (token === undefined) throw new UnreadableSettings(line, 'the #{ that begins here never ends.');
      if (isMark(token, '{')) depth += 1;
      else if (isMark(token, '}')) depth -= 1;
    }
    this.#nesting -= 1;
  }

  #plain(line: number): Token {
    const label = this.#reader.match(/([A-Za-z_]\w*[?!]?):(?!:)/y)?.[1];
    if (label !== undefined) return { kind: 'label', text: label, line };
    const word = this.#reader.match(/[A-Za-z_]\w*[?!]?/y)?.[0];
    if (word !== undefined) return { kind: 'word', text: word, line };
    const number = this.#reader.match(/\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?(?![\w])/y)?.[0];
    if (number !== undefined) return { kind: 'number', text: number.replaceAll('_', ''), line };
    const expression = this.#beginsValue() ? this.#reader.match(regularExpression)?.[0] : undefined;
    return { kind: 'mark', text: expression ?? this.#reader.match(marks)?.[0] ?? '', line };
  }

  /** Whether a slash here begins a regular expression instead of dividing what stands before it. */
  #beginsValue(): boolean {
    const before = this.#previous;
    if (before?.kind === 'mark') return !isMark(before, ')', ']', '}');
    // As in `puts /a/`.
    const { source, position } = this.#reader;
    return before?.kind === 'word' ? source[position - 1] === ' ' : before === undefined || before.kind === 'newline';
  }
}
