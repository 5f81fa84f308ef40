/** A key that only opens and verifies what it sealed and signed before. */
export interface RetiredKey {
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly retiredAt: number;
}

/**
 * The session keys: random strings from which the keys for every purpose are derived. `current` seals and signs; all open
 * and verify. `next` is staged before its use, so that every instance can open the values that it will seal.
 */
export interface KeySet {
  readonly current: string;
  readonly next?: string;
  /** The latest one first. */
  readonly previous: readonly RetiredKey[];
}

/** Minimum characters of a key: in base64url, 192 bits. */
const minimumKey = 32;
/** Bytes of a new key. */
const keyBytes = 48;
/** Maximum retired keys: they fit into the secret with room to spare. */
const maximumRetired = 200;

/**
 * Reads the session keys' secret. CloudFormation creates the first one, with `current` only.
 * @returns undefined if there is no current key.
 */
export function parseKeySet({ current, next, previous }: Readonly<Record<string, unknown>>): KeySet | undefined {
  if (!isKey(current)) return undefined;
  const retired = Array.isArray(previous) ? previous.flatMap(parseRetired) : [];
  return { current, ...(isKey(next) && { next }), previous: retired };
}

/** The secret's value. */
export function formatKeySet({ current, next, previous }: KeySet): Readonly<Record<string, unknown>> {
  return { current, next, previous: previous.map(({ key, retiredAt }) => ({ key, retired_at: retiredAt })) };
}

/**
 * Rotates the keys: next becomes current, current becomes previous, and a new next is staged. If there is no next yet, only
 * that is created: a key is never used before instances had time to read it.
 * @param random Random bytes.
 * @param now Milliseconds since the epoch.
 * @param retentionMs Time for which values that a retired key sealed or signed may be in use.
 * @throws Error if more keys were retired within that time than the secret can hold.
 */
export function rotateKeySet(
  { current, next, previous }: KeySet,
  random: (bytes: number) => Uint8Array,
  now: number,
  retentionMs: number,
): KeySet {
  const kept = previous.filter(({ retiredAt }) => retiredAt + retentionMs > now);
  const coming = newKey(random);
  if (next === undefined) return { current, next: coming, previous: kept };
  if (kept.length >= maximumRetired) throw new Error('too many session keys were retired within their lifetime');
  return { current: next, next: coming, previous: [{ key: current, retiredAt: now }, ...kept] };
}

/** New keys in place of all others, for when a key has leaked. */
export function replaceKeys(random: (bytes: number) => Uint8Array): KeySet {
  return { current: newKey(random), next: newKey(random), previous: [] };
}

function newKey(random: (bytes: number) => Uint8Array): string {
  return Buffer.from(random(keyBytes)).toString('base64url');
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && value.length >= minimumKey;
}

function parseRetired(value: unknown): readonly RetiredKey[] {
  const { key, retired_at: retiredAt }: Readonly<Record<string, unknown>> = Object(value);
  return isKey(key) && typeof retiredAt === 'number' ? [{ key, retiredAt }] : [];
}
