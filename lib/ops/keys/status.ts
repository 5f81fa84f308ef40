import type { Command } from 'commander';
import { isoTime } from '../../../functions/core/base/iso-time.ts';
import { stagingLabels } from '../../../functions/core/contract/staging-labels.ts';
import { parseKeySet } from '../../../functions/core/sessions/key-set.ts';
import { show } from '../cli/output.ts';
import { openOperator } from '../deployment/operator.ts';
import { describeFailure } from '../rotation/describe-versions.ts';
import { currentSince, readSecretState, type SecretState, versionWith } from '../rotation/secret-state.ts';
import { keysSecret } from './keys-secret.ts';

/**
 * The command `keys status`: shows the state of the session keys, but neither the keys nor anything derived from them.
 */
export async function showKeysStatus(command: Command): Promise<void> {
  const operator = await openOperator(command, { readOnly: true });
  show(describeKeys(await readSecretState(keysSecret(operator))), operator.options);
}

function describeKeys(state: SecretState): object {
  const { status, unfinished } = state;
  const current = versionWith(state, stagingLabels.current);
  const set = current?.version && parseKeySet(current.version.value);
  const since = currentSince(state);
  return {
    keys: set === undefined ? 'not usable' : 'usable',
    version: current?.id,
    current_since: since === undefined ? undefined : isoTime(since),
    next: set?.next === undefined ? 'missing' : 'ready',
    previous: set?.previous.map(({ retiredAt }) => ({ retired_at: isoTime(retiredAt) })),
    rotation: unfinished?.state ?? 'none under way',
    last_failure: describeFailure(status),
  };
}
