/**
 * A session key that a rotation has replaced. It still decrypts the values and verifies the tokens that it sealed and
 * signed before.
 */
export interface RetiredKey {
  readonly key: string;
  /** When the key was replaced, milliseconds since the epoch. */
  readonly retiredAt: number;
}

/**
 * The session keys: random strings from which the keys for every purpose are derived. `current` seals (encrypts) and
 * signs. All keys open (decrypt) and verify. `next` is created one rotation before it is used, so that every instance
 * can already open the values that it will seal.
 */
export interface KeySet {
  readonly current: string;
  readonly next?: string;
  /** Retired keys, the last retired first. */
  readonly previous: readonly RetiredKey[];
}

/** Minimum characters of a session key. In base64url, 32 characters are 192 bits. */
const minimumKey = 32;
/** Random bytes of a new session key. */
const keyBytes = 48;
/** Maximum number of retired keys. This many are well within the size limit of a secret in Secrets Manager. */
const maximumRetired = 200;

/**
 * Parses the secret that holds the session keys. The version that CloudFormation creates has only `current`.
 * @returns undefined if there is no current key.
 */
export function parseKeySet({ current, next, previous }: Readonly<Record<string, unknown>>): KeySet | undefined {
  if (!isKey(current)) return undefined;
  const retired = Array.isArray(previous) ? previous.flatMap(parseRetired) : [];
  return { current, ...(isKey(next) && { next }), previous: retired };
}

/** The key set in the form in which the secret stores it. */
export function formatKeySet({ current, next, previous }: KeySet): Readonly<Record<string, unknown>> {
  return { current, next, previous: previous.map(({ key, retiredAt }) => ({ key, retired_at: retiredAt })) };
}

/**
 * Rotates the session keys: `next` becomes current, the current key is retired, and a new `next` is created. If there
 * is no `next` yet, only `next` is created. So a key is never used before all instances had time to read it.
 * @param random Random bytes.
 * @param now Milliseconds since the epoch.
 * @param retentionMs Time for which a retired key is stored, since values that it sealed or signed may still be in use.
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

/**
 * A key set of new keys only, for when a key has leaked. Nothing that the replaced keys sealed or signed is accepted
 * any more.
 */
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
