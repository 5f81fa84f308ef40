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

/** The session keys, and how their rotation goes. */
export function keysChecks({ operator, configuration }: CheckContext): readonly Check[] {
  if (operator instanceof Error) return [];
  const read = async () => readSecretState(keysSecret(operator));
  const state = read();
  // Each check awaits it for itself.
  state.catch(() => undefined);
  const days = configuration instanceof Error ? undefined : configuration.rotateKeysAfterDays;
  return [
    { name: 'session keys', run: async () => [checkKeys(await state, days, Date.now())] },
    {
      name: 'key rotation',
      async run() {
        // Where the secret cannot be read, the check before has said so.
        const known = await state.catch(() => undefined);
        return known === undefined ? [] : [checkRotation(known, command)];
      },
    },
  ];
}

/**
 * @param days After how many they are rotated; undefined where the configuration cannot be read.
 * @param now Milliseconds since the epoch.
 */
export function checkKeys(state: SecretState, days: number | undefined, now: number): Finding {
  const set = parseKeySet(versionWith(state, stagingLabels.current)?.version?.value ?? {});
  const since = currentSince(state);
  if (set === undefined || since === undefined) {
    return wrong('the secret holds no session keys, so nobody can sign in', `make new ones, ${command} --leaked`);
  }
  if (set.next === undefined) {
    return warning('the next key is not there yet, so the first rotation replaces none', command);
  }
  const age = ago(since, now);
  if (days !== undefined && now - since > 2 * days * day) {
    return warning(`last changed ${age}, although they are to be every ${days} days`, command);
  }
  const { length } = set.previous;
  const before =
    length === 0 ? '' : `; ${length} before ${length === 1 ? 'it still opens' : 'it still open'} what was sealed`;
  return ok(`last changed ${age}; the next one is ready${before}`);
}
