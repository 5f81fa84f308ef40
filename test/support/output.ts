/** Text that something writes little by little. */
export class Output {
  #text = '';
  readonly #checks = new Set<() => void>();

  /** Everything so far. */
  get text(): string {
    return this.#text;
  }

  append(text: string): void {
    this.#text += text;
    for (const check of this.#checks) check();
  }

  /** Resolves once it contains a text. */
  includes(text: string): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!this.#text.includes(text)) return;
        this.#checks.delete(check);
        resolve();
      };
      this.#checks.add(check);
      check();
    });
  }
}
