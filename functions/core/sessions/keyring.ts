import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import type { KeySet } from './key-set.ts';

/**
 * Purpose of a sealed (encrypted) value. Each purpose has keys of its own, so a value sealed for one purpose cannot be
 * opened for another.
 */
export type SealPurpose = 'login attempt' | 'id_token hint' | 'provider sign-out';

/** Authenticated encryption (AES-256-GCM) with keys derived from the session keys (HKDF-SHA-256, RFC 5869). */
export interface Keyring {
  /**
   * Seals a text: encrypts and authenticates it.
   * @param context Where the value is used, such as the name of its cookie. The value can be opened only with the same
   * context.
   * @param iv Initialisation vector of twelve random bytes, never used twice.
   * @returns base64url.
   */
  seal(purpose: SealPurpose, context: string, text: string, iv: Uint8Array): string;
  /**
   * Opens a sealed value: verifies and decrypts it. Returns undefined if the value was not sealed for this purpose and
   * context, or its key is unknown.
   */
  open(purpose: SealPurpose, context: string, sealed: string): string | undefined;
  /** Whether a value was sealed with a key that this keyring does not have; false for a malformed value. */
  lacksKeyOf(purpose: SealPurpose, sealed: string): boolean;
}

const ivBytes = 12;
const tagBytes = 16;
const keyIdBytes = 4;

interface DerivedKey {
  readonly id: Buffer;
  readonly key: Buffer;
}

/** The keys derived for one purpose: the key that seals, and all keys that may open. */
interface PurposeKeys {
  readonly sealing: DerivedKey;
  readonly opening: readonly DerivedKey[];
}

function derive(material: string, purpose: SealPurpose): DerivedKey {
  const key = Buffer.from(hkdfSync('sha256', material, '', `postern ${purpose}`, 32));
  return { key, id: createHash('sha256').update(key).digest().subarray(0, keyIdBytes) };
}

function deriveAll({ current, next, previous }: KeySet, purpose: SealPurpose): PurposeKeys {
  const sealing = derive(current, purpose);
  const others = [next, ...previous.map(({ key }) => key)].filter((material) => material !== undefined);
  return { sealing, opening: [sealing, ...others.map((material) => derive(material, purpose))] };
}

/** Creates a keyring from the session keys. The keys for a purpose are derived at their first use and cached. */
export function createKeyring(set: KeySet): Keyring {
  const derived = new Map<SealPurpose, PurposeKeys>();
  const keysFor = (purpose: SealPurpose): PurposeKeys => {
    const known = derived.get(purpose) ?? deriveAll(set, purpose);
    derived.set(purpose, known);
    return known;
  };
  const keyOf = (purpose: SealPurpose, sealed: Buffer): DerivedKey | undefined =>
    keysFor(purpose).opening.find(({ id }) => id.equals(sealed.subarray(0, keyIdBytes)));
  return {
    seal(purpose, context, text, iv) {
      return encrypt(keysFor(purpose).sealing, context, text, iv);
    },
    open(purpose, context, sealed) {
      const bytes = decode(sealed);
      const key = bytes && keyOf(purpose, bytes);
      return key && decrypt(key, context, bytes);
    },
    lacksKeyOf(purpose, sealed) {
      const bytes = decode(sealed);
      return bytes !== undefined && keyOf(purpose, bytes) === undefined;
    },
  };
}

function encrypt({ id, key }: DerivedKey, context: string, text: string, iv: Uint8Array): string {
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([id, iv, body, cipher.getAuthTag()]).toString('base64url');
}

/**
 * Decodes a sealed value from base64url. Only the canonical encoding is accepted, so that no two cookie values decode
 * to the same bytes.
 */
function decode(sealed: string): Buffer | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < keyIdBytes + ivBytes + tagBytes || bytes.toString('base64url') !== sealed) return undefined;
  return bytes;
}

function decrypt({ key }: DerivedKey, context: string, bytes: Buffer): string | undefined {
  const iv = bytes.subarray(keyIdBytes, keyIdBytes + ivBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  const body = decipher.update(bytes.subarray(keyIdBytes + ivBytes, -tagBytes));
  try {
    return Buffer.concat([body, decipher.final()]).toString('utf8');
  } catch {
    // The tag does not match: the value was changed or belongs elsewhere. That is an answer, not a failure.
    return undefined;
  }
}
