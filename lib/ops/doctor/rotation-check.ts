import { ago } from '../cli/time.ts';
import { shortId } from '../rotation/rotating-secret.ts';
import type { SecretState } from '../rotation/secret-state.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';

/**
 * How the rotation of a secret goes.
 * @param command What begins another one.
 */
export function checkRotation({ status, unfinished }: SecretState, command: string): Finding {
  const { failure, promoted } = status;
  const reason = failure === undefined ? '' : ` (${failure.step}: ${failure.reason})`;
  if (unfinished !== undefined) {
    const what = `the rotation to version ${shortId(unfinished.version)}`;
    return unfinished.state === 'under way'
      ? warning(`${what} is under way`, 'look again when it has come to its end')
      : wrong(`${what} has stopped half-way${reason}`, `mend that, then ${command}`);
  }
  if (failure !== undefined && failure.at > (promoted?.at ?? 0)) {
    return warning(`the last one failed ${ago(failure.at, Date.now())}${reason}`, `mend that, then ${command}`);
  }
  return ok(promoted === undefined ? 'none so far' : `the last one went through ${ago(promoted.at, Date.now())}`);
}
