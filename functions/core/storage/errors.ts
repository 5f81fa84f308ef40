/** A write's condition did not hold. */
export class ConditionFailed extends Error {
  constructor() {
    super('the condition of the write did not hold');
    this.name = 'ConditionFailed';
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

/**
 * Waits for a conditional write.
 * @returns Whether its condition held.
 */
export async function unlessRefused(write: Promise<void>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
}
