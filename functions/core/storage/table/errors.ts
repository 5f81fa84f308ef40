import type { Item } from './port.ts';

/** A write's condition did not hold. */
export class ConditionFailed extends Error {
  /** The item that refused the write, if there is one. */
  readonly item: Item | undefined;

  constructor(item: Item | undefined) {
    super('the condition of the write did not hold');
    this.name = 'ConditionFailed';
    this.item = item;
  }
}

/** A transaction wrote nothing because the condition of one of its steps did not hold. */
export class TransactionRefused extends Error {
  /** Name of the first step whose condition failed. */
  readonly step: string;

  constructor(step: string) {
    super(`the condition of the step ${step} did not hold`);
    this.name = 'TransactionRefused';
    this.step = step;
  }
}

/** Outcome of a conditional write: done, or refused by the existing item. */
export type WriteOutcome = { readonly done: true } | { readonly done: false; readonly item: Item | undefined };

/** Awaits a conditional write. */
export async function outcomeOf(write: Promise<void>): Promise<WriteOutcome> {
  try {
    await write;
    return { done: true };
  } catch (error) {
    if (error instanceof ConditionFailed) return { done: false, item: error.item };
    throw error;
  }
}
