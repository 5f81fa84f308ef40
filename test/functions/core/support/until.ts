import { setImmediate as turn } from 'node:timers/promises';

/** Milliseconds; what has not come about by then does not come. */
const patience = 10_000;

/** Waits until something has come about beside the test. */
export async function until(came: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + patience;
  while (!(await came())) {
    if (Date.now() > end) throw new Error('what the test waits for does not come about');
    await turn();
  }
}
