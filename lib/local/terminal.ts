/** Output of the local run on the terminal. */
export interface Terminal {
  /** Writes one line. */
  line(text: string): void;
  /** Runs one step of the start, and then writes one line with the step's name and duration. */
  step<Result>(what: string, run: () => Result | Promise<Result>): Promise<Result>;
}

/** A terminal that writes to `out`, for example `process.stdout`. */
export function openTerminal(out: { write(text: string): unknown }): Terminal {
  const line = (text: string): void => {
    out.write(`${text}\n`);
  };
  return {
    line,
    async step(what, run) {
      const start = performance.now();
      const result = await run();
      line(`  ${what.padEnd(52)} ${((performance.now() - start) / 1000).toFixed(1).padStart(5)} s`);
      return result;
    },
  };
}
