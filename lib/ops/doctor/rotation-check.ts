import { ago } from '../cli/time.ts';
import { shortId } from '../rotation/rotating-secret.ts';
import type { SecretState } from '../rotation/secret-state.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';

/**
 * Checks the rotation of a secret.
 * @param command The command that starts another rotation.
 */
export function checkRotation({ status, unfinished }: SecretState, command: string): Finding {
  const { failure, promoted } = status;
  const reason = failure === undefined ? '' : ` (${failure.step}: ${failure.reason})`;
  if (unfinished !== undefined) {
    const what = `the rotation to version ${shortId(unfinished.version)}`;
    return unfinished.state === 'under way'
      ? warning(`${what} is in progress`, 'run doctor again when it has ended')
      : wrong(`${what} is unfinished${reason}`, `fix the cause, then ${command}`);
  }
  if (failure !== undefined && failure.at > (promoted?.at ?? 0)) {
    return warning(`the last one failed ${ago(failure.at, Date.now())}${reason}`, `fix the cause, then ${command}`);
  }
  return ok(promoted === undefined ? 'none so far' : `the last one succeeded ${ago(promoted.at, Date.now())}`);
}
