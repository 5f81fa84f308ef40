import { Problem } from '../errors.ts';
import { type KeySet, parseKeySet } from '../sessions/key-set.ts';
import { createKeyring, type Keyring, type SealPurpose } from '../sessions/keyring.ts';
import type { Secrets, SecretVersion } from './port.ts';

/** Reader of the session keys. Every call throws Problem `temporarily_unavailable` if they cannot be read. */
export interface SessionKeys {
  /**
   * The session keys themselves, from which the signing keys of API tokens are derived. The returned object is the same
   * until the secret changes.
   */
  set(): Promise<KeySet>;
  /**
   * The keyring that seals (encrypts) new values. To open a value, which may be sealed with a newer key, `keyringFor`
   * is needed.
   */
  keyring(): Promise<Keyring>;
  /**
   * The keyring that opens (decrypts) this value. If it lacks the key that sealed the value, the secret is read again
   * first: the keys may have been rotated since the last read.
   */
  keyringFor(purpose: SealPurpose, sealed: string): Promise<Keyring>;
}

interface Derived {
  readonly version: SecretVersion;
  readonly set: KeySet;
  readonly keyring: Keyring;
}

/**
 * Creates the reader of the session keys. Their keyring is built once for each version of the secret.
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
      // The value is a cookie that anybody can invent, with any key id. Genuine values are sealed with a key that is in
      // the secret for one rotation before it is used, so the keys of the last minute nearly always have it.
      return derive(await secrets.newerAtOnce(arn, known.version)).keyring;
    },
  };
}

function requireKeySet({ value }: SecretVersion): KeySet {
  const set = parseKeySet(value);
  if (set !== undefined) return set;
  throw new Problem('temporarily_unavailable', 'the session keys have no current key');
}
