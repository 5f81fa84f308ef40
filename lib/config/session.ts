import type { SessionLimits } from '../../functions/core/contract/settings.ts';
import type { Field } from './field.ts';

const defaults = { idleMinutes: 480, absoluteHours: 168, freshMinutes: 10, rotateKeysAfterDays: 30 };

/** Session settings of `Config`. */
interface SessionConfig {
  readonly session: SessionLimits;
  /** Days between two rotations of the session keys. */
  readonly rotateKeysAfterDays: number;
}

/**
 * Reads session limits, which it converts from minutes and hours to seconds, and the rotation interval of session
 * keys. If `absoluteHours` is set without `idleMinutes`, and is shorter than the default idle timeout, it lowers the
 * idle timeout too.
 */
export function readSession(field: Field): SessionConfig {
  const { rotateKeysAfterDays } = defaults;
  if (field.absent) {
    return { session: limits(defaults), rotateKeysAfterDays };
  }
  const key = field.keys(['idleMinutes', 'absoluteHours', 'freshMinutes', 'rotateKeysAfterDays']);
  const absoluteHours = key('absoluteHours').integer(1, 8760, 'hours', defaults.absoluteHours);
  const maxIdleMinutes = absoluteHours * 60;
  const idleMinutes = key('idleMinutes').integer(1, 43_200, 'minutes', Math.min(defaults.idleMinutes, maxIdleMinutes));
  if (idleMinutes > maxIdleMinutes) {
    key('idleMinutes').refuse(
      `A session cannot be idle longer than its absolute lifetime: lower it to ${maxIdleMinutes}, or raise absoluteHours.`,
    );
  }
  // An hour at most: a longer time would let a stolen session cookie change sign-in methods on most days.
  const freshMinutes = key('freshMinutes').integer(1, 60, 'minutes', defaults.freshMinutes);
  return {
    session: limits({ idleMinutes, absoluteHours, freshMinutes }),
    rotateKeysAfterDays: key('rotateKeysAfterDays').integer(1, 365, 'days', rotateKeysAfterDays),
  };
}

function limits({
  idleMinutes,
  absoluteHours,
  freshMinutes,
}: Readonly<Record<'idleMinutes' | 'absoluteHours' | 'freshMinutes', number>>): SessionLimits {
  return { idleSeconds: idleMinutes * 60, absoluteSeconds: absoluteHours * 3600, freshSeconds: freshMinutes * 60 };
}
