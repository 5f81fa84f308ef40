import type { SessionLimits } from '../../functions/core/names.ts';
import type { Field } from './field.ts';

const defaults = { idleMinutes: 480, absoluteHours: 168 };

/**
 * Reads a session's limits, given in minutes and hours, as seconds. Where only the absolute limit is set and is the
 * shorter one, the idle limit follows it.
 */
export function readSessionLimits(field: Field): SessionLimits {
  if (field.absent) {
    return limits(defaults.idleMinutes, defaults.absoluteHours);
  }
  const key = field.keys(['idleMinutes', 'absoluteHours']);
  const absoluteHours = key('absoluteHours').integer(1, 8760, 'hours', defaults.absoluteHours);
  const longestIdle = absoluteHours * 60;
  const idleMinutes = key('idleMinutes').integer(1, 43_200, 'minutes', Math.min(defaults.idleMinutes, longestIdle));
  if (idleMinutes > longestIdle) {
    key('idleMinutes').refuse(
      `A session cannot be idle for longer than it lasts: lower it to ${longestIdle}, or raise absoluteHours.`,
    );
  }
  return limits(idleMinutes, absoluteHours);
}

function limits(idleMinutes: number, absoluteHours: number): SessionLimits {
  return { idleSeconds: idleMinutes * 60, absoluteSeconds: absoluteHours * 3600 };
}
