import { stagingLabels } from '../../../functions/core/contract/staging-labels.ts';
import { parseKeySet } from '../../../functions/core/sessions/key-set.ts';
import { ago } from '../cli/time.ts';
import { keysSecret } from '../keys/keys-secret.ts';
import { currentSince, readSecretState, type SecretState, versionWith } from '../rotation/secret-state.ts';
import type { CheckContext } from './check-context.ts';
import { type Check, type Finding, ok, warning, wrong } from './finding.ts';
import { checkRotation } from './rotation-check.ts';

const command = 'npm run ops -- keys rotate';
const day = 24 * 3_600_000;

/** Checks of the session keys and of their rotation. */
export function keysChecks({ operator, configuration }: CheckContext): readonly Check[] {
  if (operator instanceof Error) return [];
  const read = async () => readSecretState(keysSecret(operator));
  const state = read();
  // Each check awaits `state` and handles its rejection. Without this handler, Node.js would end the process because of
  // an unhandled rejection if the promise is rejected before that.
  state.catch(() => undefined);
  const days = configuration instanceof Error ? undefined : configuration.rotateKeysAfterDays;
  return [
    { name: 'session keys', run: async () => [checkKeys(await state, days, Date.now())] },
    {
      name: 'key rotation',
      async run() {
        // If the secret cannot be read, the check `session keys` above reports the error, so this check reports
        // nothing.
        const known = await state.catch(() => undefined);
        return known === undefined ? [] : [checkRotation(known, command)];
      },
    },
  ];
}

/**
 * Checks that the secret contains the session keys, including the next one, and that they are rotated as often as
 * configured.
 * @param days Configured rotation interval in days; undefined if the configuration cannot be read.
 * @param now Current time, milliseconds since the epoch.
 */
export function checkKeys(state: SecretState, days: number | undefined, now: number): Finding {
  const set = parseKeySet(versionWith(state, stagingLabels.current)?.version?.value ?? {});
  const since = currentSince(state);
  if (set === undefined || since === undefined) {
    return wrong('the secret holds no session keys, so nobody can sign in', `generate new ones, ${command} --leaked`);
  }
  if (set.next === undefined) {
    return warning('no next key is ready yet, so the first rotation only stages one', command);
  }
  const age = ago(since, now);
  if (days !== undefined && now - since > 2 * days * day) {
    return warning(`last rotated ${age}, although rotateKeysAfterDays is ${days}`, command);
  }
  const { length } = set.previous;
  const previous =
    length === 0 ? '' : `; ${length} previous ${length === 1 ? 'key still opens' : 'keys still open'} what was sealed`;
  return ok(`last rotated ${age}; the next key is ready${previous}`);
}
