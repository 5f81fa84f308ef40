/** Source text with a place in it. */
export class Reader {
  readonly source: string;
  #position = 0;
  #line = 1;

  constructor(source: string) {
    this.source = source;
  }

  /** The line of the place, from 1. */
  get line(): number {
    return this.#line;
  }

  /** The place, as an index into the source. */
  get position(): number {
    return this.#position;
  }

  get atEnd(): boolean {
    return this.#position >= this.source.length;
  }

  /** The characters from the place on, without passing them. */
  peek(length = 1): string {
    return this.source.slice(this.#position, this.#position + length);
  }

  /** Passes characters and gives them. */
  take(length = 1): string {
    const text = this.peek(length);
    this.moveTo(this.#position + text.length);
    return text;
  }

  /** Passes what a sticky expression matches at the place, if anything. */
  match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.source) ?? undefined;
    if (found !== undefined) this.moveTo(this.#position + found[0].length);
    return found;
  }

  /** Goes on to a later place. */
  moveTo(position: number): void {
    for (let at = this.#position; at < position; at += 1) {
      if (this.source[at] === '\n') this.#line += 1;
    }
    this.#position = position;
  }
}
