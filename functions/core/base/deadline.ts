/** An instant by which work must be done. */
export interface Deadline {
  /** Milliseconds left; zero or less once it has passed. */
  remaining(): number;
}

/** A deadline `timeoutMs` milliseconds from now. */
export function deadlineIn(timeoutMs: number, clock: () => number): Deadline {
  const end = clock() + timeoutMs;
  return { remaining: () => end - clock() };
}

/** An earlier deadline, which reserves `reservedMs` milliseconds of `deadline` for later steps. */
export function reserve(reservedMs: number, deadline: Deadline): Deadline {
  return { remaining: () => deadline.remaining() - reservedMs };
}

/**
 * Bounds the wait for `work`, without cancelling it. If `work` is still pending after `timeoutMs` milliseconds, the
 * result is what `onLate` returns or throws; the later outcome of `work` is ignored, a rejection included.
 */
export function within<T, L>(work: Promise<T>, timeoutMs: number, onLate: () => L): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  }).then(onLate);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
