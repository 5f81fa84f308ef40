/** The set that test/support/environment.js empties after each test file. */
const name = Symbol.for('postern.leftovers');

function leftovers(): Set<() => unknown> {
  const shared = globalThis as { [name]?: Set<() => unknown> };
  shared[name] ??= new Set();
  return shared[name];
}

/**
 * Has something ended after the test file unless the file itself ends it, as when a hook fails or takes too long.
 * @returns Says that it has ended.
 */
export function endAfterFile(end: () => unknown): () => void {
  leftovers().add(end);
  return () => void leftovers().delete(end);
}
