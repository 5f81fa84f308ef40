import type { Setting } from '../setting.ts';
import { isMark, type Token } from './token.ts';

/**
 * Reads the value that a statement's tokens are from an index on: a literal of strings, symbols, numbers, `true`, `false`,
 * `nil`, lists and hashes. Whatever else stands there, as a whole or as an item, is `unknown`: only Ruby can work it out.
 * Brackets match, and are nested no deeper than the lexer allows.
 */
export function readLiteral(tokens: readonly Token[], from: number): Setting {
  const literals = new Literals(tokens, from);
  return literals.value(() => literals.done);
}

class Literals {
  readonly #tokens: readonly Token[];
  #index: number;

  constructor(tokens: readonly Token[], from: number) {
    this.#tokens = tokens;
    this.#index = from;
  }

  get done(): boolean {
    return this.#index >= this.#tokens.length;
  }

  /** A value that ends where `atEnd` holds; else it is a part of an expression, which is passed over. */
  value(atEnd: () => boolean): Setting {
    this.#skipNewlines();
    const start = this.#index;
    const literal = this.#literal();
    const { line } = this.#tokens[start] ?? { line: 0 };
    if (literal !== undefined && atEnd()) return literal;
    this.#index = start;
    let depth = 0;
    while (!this.done && !(depth === 0 && atEnd())) {
      const token = this.#take();
      if (isMark(token, '(', '[', '{')) depth += 1;
      else if (isMark(token, ')', ']', '}')) depth -= 1;
    }
    return { kind: 'unknown', why: reason(this.#tokens.slice(start, this.#index)), line };
  }

  #literal(): Setting | undefined {
    const token = this.#take();
    if (token === undefined) return undefined;
    const { line } = token;
    switch (token.kind) {
      case 'text':
        return token.computed ? undefined : { kind: 'text', text: token.text, line };
      case 'words':
        return token.computed
          ? undefined
          : { kind: 'list', items: token.words.map((text) => textOf(text, line)), line };
      case 'number':
        return { kind: 'number', text: token.text, line };
      case 'word':
        return keyword(token.text, line);
      case 'mark':
        return this.#bracketed(token.text, line);
      default:
        return undefined;
    }
  }

  #bracketed(mark: string, line: number): Setting | undefined {
    switch (mark) {
      case '[':
        return { kind: 'list', items: this.#items(), line };
      case '{':
        return { kind: 'map', entries: this.#entries(), line };
      case '-': {
        const number = this.#take();
        return number?.kind === 'number' ? { kind: 'number', text: `-${number.text}`, line } : undefined;
      }
      default:
        return undefined;
    }
  }

  #items(): readonly Setting[] {
    const items: Setting[] = [];
    while (!this.#passes(']')) {
      items.push(this.value(() => this.#atItemEnd()));
      this.#passes(',');
    }
    return items;
  }

  /** Of keys that stand there twice the last counts, as in Ruby. */
  #entries(): ReadonlyMap<string, Setting> {
    const entries = new Map<string, Setting>();
    while (!this.#passes('}')) {
      entries.set(
        this.#key() ?? '…',
        this.value(() => this.#atItemEnd()),
      );
      this.#passes(',');
    }
    return entries;
  }

  /** A key with the mark behind it; undefined, and nothing passed, where Ruby would work the key out. */
  #key(): string | undefined {
    const token = this.#tokens[this.#index];
    if (token?.kind === 'label') {
      this.#index += 1;
      return token.text;
    }
    const literal = (token?.kind === 'text' && !token.computed) || token?.kind === 'number';
    if (!literal || !isMark(this.#tokens[this.#index + 1], '=>')) return undefined;
    this.#index += 2;
    return token.text;
  }

  #atItemEnd(): boolean {
    this.#skipNewlines();
    return isMark(this.#tokens[this.#index], ',', ']', '}', ')');
  }

  #passes(mark: string): boolean {
    this.#skipNewlines();
    const there = isMark(this.#tokens[this.#index], mark);
    if (there) this.#index += 1;
    return there;
  }

  #take(): Token | undefined {
    this.#skipNewlines();
    return this.#tokens[this.#index++];
  }

  #skipNewlines(): void {
    while (this.#tokens[this.#index]?.kind === 'newline') this.#index += 1;
  }
}

function textOf(text: string, line: number): Setting {
  return { kind: 'text', text, line };
}

function keyword(word: string, line: number): Setting | undefined {
  if (word === 'nil') return { kind: 'nil', line };
  return word === 'true' || word === 'false' ? { kind: 'boolean', value: word === 'true', line } : undefined;
}

/** Names that say much about an expression; any other word may be a secret that somebody forgot to quote. */
const shownNames = ['ENV', 'File', 'YAML', 'JSON'];

function reason(tokens: readonly Token[]): string {
  const name = tokens.find((token) => token.kind === 'word' && shownNames.includes(token.text));
  const computed = tokens.some((token) => (token.kind === 'text' || token.kind === 'words') && token.computed);
  const what =
    name?.kind === 'word' ? ` (${name.text})` : computed ? ' (a text with #{…}, escapes or a command in it)' : '';
  return `Only Ruby can work this value out${what}: fill it in by hand.`;
}
