import type { LocalFunction } from '../template/functions.ts';

/** A rotation schedule of the template: a secret, and the function that rotates it. */
export interface RotationSchedule {
  readonly secretArn: string;
  readonly function: LocalFunction;
  readonly functionArn: string;
  /** Days between two rotations; absent if the secret is rotated only on request. */
  readonly automaticallyAfterDays?: number;
  /** Whether a secret that was never rotated is rotated as soon as the schedule exists. */
  readonly rotateImmediately: boolean;
}
