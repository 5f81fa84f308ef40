/** How often another write may come first. */
const maximumTurns = 10;

/**
 * Does what reads an account and writes by what it read, again while other writes come first.
 * @param once Tells whether it was done.
 * @returns Whether it was done in the end.
 */
export async function overtaken(once: () => Promise<boolean>): Promise<boolean> {
  for (let turn = 0; turn < maximumTurns; turn += 1) if (await once()) return true;
  return false;
}
