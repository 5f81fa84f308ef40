import { within } from '../../../functions/core/base/deadline.ts';
import type { Cleanup } from '../cleanup.ts';
import type { FunctionHosts } from '../functions/start.ts';
import type { Rotation } from './rotate-secret.ts';
import type { RotationSchedule } from './schedule.ts';

/** Milliseconds that the start of the run waits for rotations at most. */
const patience = 10_000;

/** Seconds. */
const day = 24 * 60 * 60;

/**
 * Hands the schedules over, whose functions are up, and rotates what is due: a secret that was never rotated and is to be
 * at once, and one whose days are over. Nothing is scheduled beyond that: what falls due later is rotated at the next
 * start, or on request. When the run ends, what is under way is finished while the functions are still up.
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
  await within(Promise.all(due.map(({ secretArn }) => rotations.rotate(secretArn))), patience, () =>
    log(`[secrets] A rotation takes longer than ${patience / 1000} s: the run goes on without waiting for it.`),
  );
}

function isDue(schedule: RotationSchedule, lastRotated: number | undefined): boolean {
  if (lastRotated === undefined) return schedule.rotateImmediately;
  const { automaticallyAfterDays: days } = schedule;
  return days !== undefined && Date.now() / 1000 >= lastRotated + days * day;
}
