/** A key that is not used any more but for opening and verifying what it made. */
export interface RetiredKey {
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly retiredAt: number;
}

/**
 * The session keys: each is random text that keys for every purpose are derived from. `current` seals and signs, and all
 * open and verify. `next` is known before it is used, so that no instance meets a value that it cannot read.
 */
export interface KeySet {
  readonly current: string;
  readonly next?: string;
  /** The last one first. */
  readonly previous: readonly RetiredKey[];
}

/** Characters of a key: with base64url, 192 bits and more. */
const minimumKey = 32;
/** Bytes of a new key. */
const keyBytes = 48;
/** Retired keys that fit into the secret with room to spare. */
const maximumRetired = 200;

/**
 * Reads the session keys' secret. CloudFormation makes the first one, with `current` alone.
 * @returns undefined where there is no current key.
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
 * Turns the keys: next becomes current, current becomes previous, and a new next comes in. Where there is no next one
 * yet, that is all that is made: a key is never used that instances had no time to read.
 * @param random Random bytes.
 * @param now Milliseconds since the epoch.
 * @param keepFor Milliseconds for which what a retired key made may still be in use.
 * @throws Error where so many keys were retired within that time that the secret would not hold them.
 */
export function rotateKeySet(
  { current, next, previous }: KeySet,
  random: (bytes: number) => Uint8Array,
  now: number,
  keepFor: number,
): KeySet {
  const kept = previous.filter(({ retiredAt }) => retiredAt + keepFor > now);
  const coming = newKey(random);
  if (next === undefined) return { current, next: coming, previous: kept };
  if (kept.length >= maximumRetired) throw new Error('too many session keys were retired within their lifetime');
  return { current: next, next: coming, previous: [{ key: current, retiredAt: now }, ...kept] };
}

/** Keys that have nothing to do with those before, for when a key has leaked. */
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
