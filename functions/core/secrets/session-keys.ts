import { Problem } from '../errors.ts';
import { type KeySet, parseKeySet } from '../sessions/key-set.ts';
import { createKeyring, type Keyring, type SealPurpose } from '../sessions/keyring.ts';
import type { Secrets, SecretVersion } from './port.ts';

/** The session keys as they are now. Every call throws Problem `temporarily_unavailable` where they cannot be had. */
export interface SessionKeys {
  /** The keys themselves, to derive from. The same object until the secret is read anew. */
  set(): Promise<KeySet>;
  /** To seal with, and to open what is known to be ours. */
  keyring(): Promise<Keyring>;
  /** To open this value: read anew where it was sealed with a key that is not known here yet. */
  keyringFor(purpose: SealPurpose, sealed: string): Promise<Keyring>;
}

interface Derived {
  readonly version: SecretVersion;
  readonly set: KeySet;
  readonly keyring: Keyring;
}

/**
 * Session keys out of their secret; what is derived of them is made anew only where the secret was.
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
