import type { SessionKeys } from '../../../../functions/core/secrets/session-keys.ts';
import type { KeySet } from '../../../../functions/core/sessions/key-set.ts';
import type { Keyring } from '../../../../functions/core/sessions/keyring.ts';

/** A key set that was never turned. */
export function soleKey(current: string): KeySet {
  return { current, previous: [] };
}

/** Session keys that give this keyring, for sealing and for opening alike. */
export function sessionKeysWith(keyring: () => Promise<Keyring>): SessionKeys {
  return {
    set: () => Promise.reject(new Error('the test has no business with the keys themselves')),
    keyring,
    keyringFor: keyring,
  };
}
