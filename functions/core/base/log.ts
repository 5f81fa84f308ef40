/** Writes one structured line to the log. Fields never hold tokens, codes, cookies or secrets. */
export type Log = (level: 'info' | 'warn' | 'error', event: string, fields: Readonly<Record<string, unknown>>) => void;

/** Writes lines of JSON to standard output, from where Lambda takes them to CloudWatch Logs. */
export const jsonLog: Log = (level, event, fields) => {
  process.stdout.write(`${JSON.stringify({ level, event, ...fields })}\n`);
};

/** What is logged of an error's causes: names and messages, innermost last. */
export function describeCauses(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  return [`${error.name}: ${error.message}`, ...describeCauses(error.cause)];
}
