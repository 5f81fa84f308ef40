/** An instant by which work must be done. */
export interface Deadline {
  /** Milliseconds until the deadline; zero or less once it has passed. */
  remaining(): number;
}

/** Creates a deadline `timeoutMs` milliseconds from now. */
export function deadlineIn(timeoutMs: number, clock: () => number): Deadline {
  const end = clock() + timeoutMs;
  return { remaining: () => end - clock() };
}

/** Returns an earlier deadline. The `reservedMs` milliseconds between it and `deadline` are left for later steps. */
export function reserve(reservedMs: number, deadline: Deadline): Deadline {
  return { remaining: () => deadline.remaining() - reservedMs };
}

/**
 * Limits how long the caller waits for `work`, without cancelling it. If `work` is still pending after `timeoutMs`
 * milliseconds, the result is what `onLate` returns or throws. A later outcome of `work` is ignored, including a
 * rejection.
 */
export function within<T, L>(work: Promise<T>, timeoutMs: number, onLate: () => L): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  }).then(onLate);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
