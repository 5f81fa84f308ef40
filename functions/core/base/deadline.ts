/** A moment by which something must be done. */
export interface Deadline {
  /** Milliseconds that are left; zero or less when it is over. */
  remaining(): number;
}

/** A deadline that is so many milliseconds away. */
export function deadlineIn(milliseconds: number, clock: () => number): Deadline {
  const end = clock() + milliseconds;
  return { remaining: () => end - clock() };
}

/** A deadline that leaves so many milliseconds of another one for what comes after. */
export function leaving(milliseconds: number, of: Deadline): Deadline {
  return { remaining: () => of.remaining() - milliseconds };
}
