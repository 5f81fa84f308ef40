/** Milliseconds after which a person wants to know that something is going on. */
const delayMs = 2000;
/** Milliseconds between two reports: on a terminal the line is written over, elsewhere each adds one. */
const intervalMs = { terminal: 200, elsewhere: 10_000 };

/** Tells on standard error how far long work is. */
export interface Progress {
  /** @param text How far it is, for example `12,300 accounts`. */
  report(text: string): void;
  /** Takes the line away, so that what follows stands alone. */
  end(): void;
}

/** Begins to report: nothing for the first two seconds, then at intervals. */
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
