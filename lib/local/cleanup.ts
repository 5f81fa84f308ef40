/** Function that ends one part of the local run, for example a server. */
export type Undo = () => void | Promise<void>;

/** Ends the parts of the local run in reverse order of their start. */
export class Cleanup {
  readonly #undos: Undo[] = [];
  #done: Promise<void> | undefined;

  /** Registers how to end a part that was started. If the run has already ended, the part is ended immediately. */
  async defer(undo: Undo): Promise<void> {
    if (this.#done === undefined) this.#undos.push(undo);
    else await undo();
  }

  /**
   * Ends all registered parts. They are ended once: further calls wait for the first. Throws `AggregateError` if a part
   * could not be ended.
   */
  run(): Promise<void> {
    this.#done ??= this.#undoAll();
    return this.#done;
  }

  async #undoAll(): Promise<void> {
    const errors: unknown[] = [];
    for (const undo of this.#undos.splice(0).reverse()) {
      try {
        await undo();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Some parts of the local run could not be ended.');
  }
}
