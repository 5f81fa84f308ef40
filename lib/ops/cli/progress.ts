/** Milliseconds of work before the first progress report, so that short commands print none. */
const delayMs = 2000;
/**
 * Milliseconds between progress reports. On a terminal a report overwrites the previous one; in any other output, such
 * as a log, each report is a new line.
 */
const intervalMs = { terminal: 200, elsewhere: 10_000 };

/** Reports the progress of long work on standard error. */
export interface Progress {
  /** @param text Progress so far, for example `12,300 accounts`. */
  report(text: string): void;
  /** Ends the reports, and erases the last one from a terminal. */
  end(): void;
}

/** Starts progress reports: none for the first two seconds, then at most one per interval. */
export function startProgress({ stderr } = process): Progress {
  let due = Date.now() + delayMs;
  let shown = false;
  return {
    report(text) {
      const now = Date.now();
      if (now < due) return;
      due = now + (stderr.isTTY ? intervalMs.terminal : intervalMs.elsewhere);
      shown = stderr.isTTY;
      stderr.write(stderr.isTTY ? `\r${text}\u001b[K` : `${text}\n`);
    },
    end() {
      if (shown) stderr.write('\r\u001b[K');
    },
  };
}
