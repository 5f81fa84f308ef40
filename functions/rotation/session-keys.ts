import type { SecretVersion } from '../core/secrets/port.ts';
import { formatKeySet, type KeySet, parseKeySet, rotateKeySet } from '../core/sessions/key-set.ts';
import type { RotationPorts } from './ports.ts';
import { RotationRefused, type SecretToRotate } from './secret-to-rotate.ts';

/** Milliseconds for which a retired key is kept at least: login attempts, tokens and what caches them take far less. */
const leastKept = 24 * 3_600_000;

/** The session keys' secret: each rotation turns the key set by one. */
export function sessionKeys(arn: string, { settings, random, clock }: RotationPorts): SecretToRotate {
  const keepFor = Math.max(leastKept, settings.session.absoluteSeconds * 1000);
  return {
    arn,
    name: 'session-keys',
    async make(current) {
      return formatKeySet(rotateKeySet(requireSet(current), random, clock(), keepFor));
    },
    async prove(pending, current) {
      if (follows(requireSet(pending), requireSet(current))) return;
      throw new RotationRefused('the session keys were changed meanwhile: rotate them again');
    },
    settle: async () => undefined,
  };
}

/** Keys that were replaced meanwhile, as leaked ones are, must not come back. */
function follows(set: KeySet, known: KeySet): boolean {
  if (known.next === undefined) return set.current === known.current;
  return set.current === known.next && set.previous[0]?.key === known.current;
}

function requireSet({ value }: SecretVersion): KeySet {
  const set = parseKeySet(value);
  if (set !== undefined) return set;
  throw new RotationRefused('the version holds no session keys');
}
