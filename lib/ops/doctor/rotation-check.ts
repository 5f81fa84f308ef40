import { ago } from '../cli/time.ts';
import { shortId } from '../rotation/rotating-secret.ts';
import type { SecretState } from '../rotation/secret-state.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';

/**
 * Checks whether the last rotation of a secret has succeeded, failed or not ended.
 * @param command Command that the operator can run to start another rotation; part of the remedy.
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
