/** Something to undo when the local run ends. */
export type Undo = () => void | Promise<void>;

/** What the local run has started, ended in reverse order. */
export class Cleanup {
  readonly #undos: Undo[] = [];
  #done: Promise<void> | undefined;

  /** Registers how to end something that was started; ends it at once where the run has already ended. */
  async defer(undo: Undo): Promise<void> {
    if (this.#done === undefined) this.#undos.push(undo);
    else await undo();
  }

  /** Ends everything, however often it is called; throws `AggregateError` where something could not be ended. */
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
    if (errors.length > 0) throw new AggregateError(errors, 'Not everything could be ended.');
  }
}
