import type { SecretStatus } from '../../../functions/core/storage/secret-status.ts';
import { OpsFailure } from '../cli/failure.ts';
import { interruptible } from '../cli/interruptible.ts';
import { awaitRotation, type CompletedRotation } from './await-rotation.ts';
import { planRotation } from './plan-rotation.ts';
import { messageOf, type RotatingSecret, statusCommand } from './rotating-secret.ts';
import { startRotation } from './start-rotation.ts';

/** What of a rotation is to be known. */
export interface RotationRun {
  /** Comes first; Ctrl-C counts from here. */
  prepare?(): Promise<void>;
  /** Undoes that where nobody waits for the rotation any more, which may have been asked for by this id. */
  withdraw?(version: string | undefined): Promise<void>;
  /** Whether a rotation that was left over is taken up, where its version holds a value. */
  readonly takesUp?: boolean;
  /** What to do once a rotation that goes on by itself has come to its end. */
  readonly afterwards?: string;
  /** What can be done by hand where the withdrawal fails. */
  readonly byHand?: string;
  seen?(version: string, status: SecretStatus): void;
}

/**
 * Rotates a secret, and waits until that has come to its end.
 * @throws OpsFailure where it cannot be begun or waited for; its message says what becomes of it.
 */
export async function runRotation(secret: RotatingSecret, run: RotationRun): Promise<CompletedRotation> {
  let version: string | undefined;
  const left = () => leave(secret, run, version);
  const interrupted = async () => {
    const words = (await left()) || 'Nothing was rotated: what was current stays in use.';
    process.stderr.write(`\n${words}\n`);
  };
  return interruptible(interrupted, async () => {
    try {
      await run.prepare?.();
      const plan = await planRotation(secret, run.takesUp === true);
      version = plan.version;
      await startRotation(secret, plan);
      return await awaitRotation(secret, plan, (status) => run.seen?.(plan.version, status));
    } catch (cause) {
      const words = await left();
      throw words === '' ? cause : new OpsFailure(`${messageOf(cause)} ${words}`, { cause });
    }
  });
}

/** @returns What becomes of the rotation, in words; empty where it is none. */
async function leave(secret: RotatingSecret, run: RotationRun, version: string | undefined): Promise<string> {
  const goesOn = `The rotation goes on: ${statusCommand(secret)} tells how it comes out.`;
  try {
    await run.withdraw?.(version);
    const labels = await secret.versions.labels(secret.arn);
    const isThere = version !== undefined && (labels.get(version) ?? []).length > 0;
    return isThere ? sentences(goesOn, run.afterwards) : '';
  } catch {
    return sentences(...(version === undefined ? [] : [goesOn, run.afterwards]), run.byHand);
  }
}

function sentences(...all: readonly (string | undefined)[]): string {
  return all.filter((sentence) => sentence !== undefined).join(' ');
}
