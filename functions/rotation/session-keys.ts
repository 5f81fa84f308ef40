import type { SecretVersion } from '../core/secrets/port.ts';
import { formatKeySet, type KeySet, parseKeySet, rotateKeySet } from '../core/sessions/key-set.ts';
import type { RotationPorts } from './ports.ts';
import { RotationRefused, type SecretToRotate } from './secret-to-rotate.ts';

/**
 * Minimum retention of a retired session key, in milliseconds. Login attempts, API tokens and caches of the public keys
 * live far shorter.
 */
const minRetentionMs = 24 * 3_600_000;

/**
 * The rotation of the session keys: `next` becomes the current key, the current key is retired, and a new `next` is
 * created. The first rotation only creates `next`.
 */
export function sessionKeysToRotate(arn: string, { settings, random, clock }: RotationPorts): SecretToRotate {
  const retentionMs = Math.max(minRetentionMs, settings.session.absoluteSeconds * 1000);
  return {
    arn,
    name: 'session-keys',
    async createValue(current) {
      return formatKeySet(rotateKeySet(requireSet(current), random, clock(), retentionMs));
    },
    async requireProved(pending, current) {
      if (follows(requireSet(pending), requireSet(current))) return;
      throw new RotationRefused('the session keys have changed since the rotation began: rotate them again');
    },
    cleanUp: async () => undefined,
  };
}

/**
 * Whether the new key set was made from the set that is current now. Otherwise operators have replaced leaked keys
 * since the rotation began, and promoting the new set would restore the leaked keys.
 */
function follows(set: KeySet, known: KeySet): boolean {
  if (known.next === undefined) return set.current === known.current;
  return set.current === known.next && set.previous[0]?.key === known.current;
}

function requireSet({ value }: SecretVersion): KeySet {
  const set = parseKeySet(value);
  if (set !== undefined) return set;
  throw new RotationRefused('the version holds no session keys');
}
