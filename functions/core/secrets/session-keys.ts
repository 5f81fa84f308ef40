import { Problem } from '../errors.ts';
import { type KeySet, parseKeySet } from '../sessions/key-set.ts';
import { createKeyring, type Keyring, type SealPurpose } from '../sessions/keyring.ts';
import type { Secrets, SecretVersion } from './port.ts';

/** The session keys. Every call throws Problem `temporarily_unavailable` if they cannot be read. */
export interface SessionKeys {
  /** The keys themselves, to derive from. The same object until the secret changes. */
  set(): Promise<KeySet>;
  /** To seal with, and to open values that are known to be sealed with a known key. */
  keyring(): Promise<Keyring>;
  /** To open this value: the secret is read again if the value was sealed with an unknown key. */
  keyringFor(purpose: SealPurpose, sealed: string): Promise<Keyring>;
}

interface Derived {
  readonly version: SecretVersion;
  readonly set: KeySet;
  readonly keyring: Keyring;
}

/**
 * Creates the session keys' reader. Keys are derived once per version of the secret.
 * @param arn ARN of the session keys' secret.
 */
export function createSessionKeys(secrets: Secrets, arn: string): SessionKeys {
  let latest: Derived | undefined;
  const derive = (version: SecretVersion): Derived => {
    if (latest?.version !== version) {
      const set = requireKeySet(version);
      latest = { version, set, keyring: createKeyring(set) };
    }
    return latest;
  };
  const current = async (): Promise<Derived> => derive(await secrets.current(arn));
  return {
    set: async () => (await current()).set,
    keyring: async () => (await current()).keyring,
    async keyringFor(purpose, sealed) {
      const known = await current();
      if (!known.keyring.lacksKeyOf(purpose, sealed)) return known.keyring;
      return derive(await secrets.newer(arn, known.version)).keyring;
    },
  };
}

function requireKeySet({ value }: SecretVersion): KeySet {
  const set = parseKeySet(value);
  if (set !== undefined) return set;
  throw new Problem('temporarily_unavailable', 'the session keys have no current key');
}
