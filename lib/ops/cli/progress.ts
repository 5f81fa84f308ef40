/** Milliseconds before the first report. */
const delayMs = 2000;
/** Milliseconds between reports: a terminal's line is overwritten, any other output gets a new line. */
const intervalMs = { terminal: 200, elsewhere: 10_000 };

/** Progress reports of long work on standard error. */
export interface Progress {
  /** @param text For example `12,300 accounts`. */
  report(text: string): void;
  /** Erases the line on a terminal. */
  end(): void;
}

/** Starts progress reports: none for the first two seconds, then at intervals. */
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
