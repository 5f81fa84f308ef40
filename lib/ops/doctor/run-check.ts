import { within } from '../../../functions/core/base/deadline.ts';
import { Problem } from '../../../functions/core/errors.ts';
import { type Check, type NamedFinding, wrong } from './finding.ts';

/** Runs a check with a timeout. An error of the check or a timeout becomes a `wrong` finding. */
export async function runCheck(check: Check, timeoutMs: number): Promise<readonly NamedFinding[]> {
  const { provider, name } = check;
  const late = () => {
    throw new Error(`no answer within ${timeoutMs / 1000} s`);
  };
  const findings = await within(check.run(), timeoutMs, late).catch((error: unknown) => [wrong(reasonOf(error))]);
  return findings.map((finding) => ({ ...(provider !== undefined && { provider }), name, ...finding }));
}

/** Message of an error, followed by the messages of its causes, without a full stop. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const facts = error instanceof Problem ? factsOf(error) : [];
  const message = facts.length === 0 ? error.message : `${error.message} (${facts.join(', ')})`;
  return error.cause instanceof Error ? `${message}: ${reasonOf(error.cause)}` : message;
}

function factsOf({ log }: Problem): readonly string[] {
  return Object.entries(log).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
}
