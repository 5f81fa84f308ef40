import type { LocalFunction } from '../template/functions.ts';

/** A rotation schedule of the template: a secret, and the function that Secrets Manager calls to rotate it. */
export interface RotationSchedule {
  readonly secretArn: string;
  readonly function: LocalFunction;
  readonly functionArn: string;
  /** Days from one rotation to the next; absent where the secret is rotated on request alone. */
  readonly automaticallyAfterDays?: number;
  /** Whether a secret that was never rotated is rotated as soon as the schedule is there. */
  readonly rotateImmediately: boolean;
}
