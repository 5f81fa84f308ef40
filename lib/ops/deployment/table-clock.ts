import { OpsFailure } from '../cli/failure.ts';

/** DynamoDB's clock, as far as the `Date` headers of its responses show it (RFC 9110 section 6.6.1). */
export interface TableClock {
  /** The current time by DynamoDB's clock, milliseconds since the epoch. */
  now(): number;
  /** By how many milliseconds this machine's clock is ahead of DynamoDB's; negative if it is behind. */
  aheadMs(): number;
}

/**
 * Maximum difference of the clocks, in milliseconds, with which commands write. Times are corrected in any case. But if
 * the clock of a machine is that wrong, other things on the machine that depend on time are wrong too.
 */
const maxDifferenceMs = 30_000;

/** The `Date` header has whole seconds, so the time of the response is up to a second later. */
const dateResolutionMs = 1000;

/**
 * Measures DynamoDB's clock. The measured difference is the smallest that no response contradicts: between clocks that
 * agree it is 0.
 * @param clock Clock of this machine, milliseconds since the epoch.
 */
export class MeasuredClock implements TableClock {
  readonly #clock: () => number;
  #ahead = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /**
   * Notes the `Date` header of a response. A missing or invalid header is ignored.
   * @param asked Time on this machine when the request was sent, milliseconds since the epoch; `answered` when the
   * response arrived.
   */
  note(date: string | undefined, asked: number, answered: number): void {
    const theirs = Date.parse(date ?? '');
    if (Number.isNaN(theirs)) return;
    // DynamoDB's clock showed a time from `theirs` to a second later, at a moment from `asked` to `answered`.
    this.#ahead = Math.min(Math.max(this.#ahead, asked - theirs - dateResolutionMs), answered - theirs);
  }

  now(): number {
    return this.#clock() - this.#ahead;
  }

  aheadMs(): number {
    return this.#ahead;
  }
}

/** Formats the difference of the clocks: `20 s ahead of that of DynamoDB`. */
export function differenceText(clock: TableClock): string {
  const ahead = clock.aheadMs();
  return `${Math.round(Math.abs(ahead) / 1000)} s ${ahead > 0 ? 'ahead of' : 'behind'} that of DynamoDB`;
}

/** What to do about a clock that differs. */
export const clockRemedy = 'synchronise the clock of this machine, for example with NTP';

/** Whether commands refuse to write because the clocks differ too much. */
export function differsTooMuch(clock: TableClock): boolean {
  return Math.abs(clock.aheadMs()) > maxDifferenceMs;
}

/**
 * Requires that the clock of this machine is roughly right, before a command writes anything.
 * @throws OpsFailure if it differs from DynamoDB's by more than half a minute.
 */
export function requireRightClock(clock: TableClock): void {
  if (!differsTooMuch(clock)) return;
  throw new OpsFailure(
    `The clock of this machine is ${differenceText(clock)}: nothing was written. First ${clockRemedy}; then run the command again.`,
  );
}
