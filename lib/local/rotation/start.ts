import { within } from '../../../functions/core/base/deadline.ts';
import type { Cleanup } from '../cleanup.ts';
import type { FunctionHosts } from '../functions/start.ts';
import type { Rotation } from './rotate-secret.ts';
import type { RotationSchedule } from './schedule.ts';

/** How long the start of the local run waits for overdue rotations. */
const timeoutMs = 10_000;

const secondsPerDay = 24 * 60 * 60;

/**
 * Activates the rotation schedules whose functions are running, and rotates overdue secrets. A secret is overdue if it
 * was never rotated and its schedule has `rotateImmediately`, or if the schedule's interval has passed. A secret that
 * becomes due later is rotated at the next start or on request. When the run ends, rotations in progress finish before
 * the functions are closed.
 */
export async function startRotations(
  schedules: readonly RotationSchedule[],
  hosts: FunctionHosts,
  rotations: Rotation,
  log: (line: string) => void,
  cleanup: Cleanup,
): Promise<void> {
  rotations.schedule(
    schedules.flatMap(({ function: found, ...schedule }) => {
      const host = hosts.get(found);
      return host === undefined ? [] : [{ ...schedule, invoke: host.invoke }];
    }),
  );
  await cleanup.defer(rotations.end);
  const due = schedules.filter((schedule) => isDue(schedule, rotations.lastRotated(schedule.secretArn)));
  await within(Promise.all(due.map(({ secretArn }) => rotations.rotate(secretArn))), timeoutMs, () =>
    log(`[secrets] A rotation takes longer than ${timeoutMs / 1000} s: the run goes on without waiting for it.`),
  );
}

function isDue(schedule: RotationSchedule, lastRotated: number | undefined): boolean {
  if (lastRotated === undefined) return schedule.rotateImmediately;
  const { automaticallyAfterDays: days } = schedule;
  return days !== undefined && Date.now() / 1000 >= lastRotated + days * secondsPerDay;
}
