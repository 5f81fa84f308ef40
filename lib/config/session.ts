import type { SessionLimits } from '../../functions/core/contract/settings.ts';
import type { Field } from './field.ts';

const defaults = { idleMinutes: 480, absoluteHours: 168, rotateKeysAfterDays: 30 };

/** What the block says of sessions. */
interface SessionConfig {
  readonly session: SessionLimits;
  /** Days between two rotations of the session keys. */
  readonly rotateKeysAfterDays: number;
}

/**
 * Reads a session's limits, given in minutes and hours, as seconds, and how often its keys change. Where only the
 * absolute limit is set and is the shorter one, the idle limit follows it.
 */
export function readSession(field: Field): SessionConfig {
  const { rotateKeysAfterDays } = defaults;
  if (field.absent) {
    return { session: limits(defaults.idleMinutes, defaults.absoluteHours), rotateKeysAfterDays };
  }
  const key = field.keys(['idleMinutes', 'absoluteHours', 'rotateKeysAfterDays']);
  const absoluteHours = key('absoluteHours').integer(1, 8760, 'hours', defaults.absoluteHours);
  const longestIdle = absoluteHours * 60;
  const idleMinutes = key('idleMinutes').integer(1, 43_200, 'minutes', Math.min(defaults.idleMinutes, longestIdle));
  if (idleMinutes > longestIdle) {
    key('idleMinutes').refuse(
      `A session cannot be idle for longer than it lasts: lower it to ${longestIdle}, or raise absoluteHours.`,
    );
  }
  return {
    session: limits(idleMinutes, absoluteHours),
    rotateKeysAfterDays: key('rotateKeysAfterDays').integer(1, 365, 'days', rotateKeysAfterDays),
  };
}

function limits(idleMinutes: number, absoluteHours: number): SessionLimits {
  return { idleSeconds: idleMinutes * 60, absoluteSeconds: absoluteHours * 3600 };
}
