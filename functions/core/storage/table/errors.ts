import type { Item } from './port.ts';

/** Thrown if a conditional write was refused, because its condition did not hold. */
export class ConditionFailed extends Error {
  /** The item for which the condition did not hold, if it exists. */
  readonly item: Item | undefined;

  constructor(item: Item | undefined) {
    super('the condition of the write did not hold');
    this.name = 'ConditionFailed';
    this.item = item;
  }
}

/** Thrown if a transaction was refused and wrote nothing, because the condition of one of its steps did not hold. */
export class TransactionRefused extends Error {
  /** Name of the first step whose condition did not hold. */
  readonly step: string;

  constructor(step: string) {
    super(`the condition of the step ${step} did not hold`);
    this.name = 'TransactionRefused';
    this.step = step;
  }
}

/** Outcome of a conditional write: it was done, or refused because of the existing item. */
export type WriteOutcome = { readonly done: true } | { readonly done: false; readonly item: Item | undefined };

/** Awaits a conditional write, and returns a refusal as an outcome instead of an error. */
export async function outcomeOf(write: Promise<void>): Promise<WriteOutcome> {
  try {
    await write;
    return { done: true };
  } catch (error) {
    if (error instanceof ConditionFailed) return { done: false, item: error.item };
    throw error;
  }
}
