import type { SecretStatus } from '../../../functions/core/storage/secret-status.ts';
import { OpsFailure } from '../cli/failure.ts';
import { interruptible } from '../cli/interruptible.ts';
import { awaitRotation, type CompletedRotation } from './await-rotation.ts';
import { planRotation } from './plan-rotation.ts';
import { messageOf, type RotatingSecret, statusCommand } from './rotating-secret.ts';
import { startRotation } from './start-rotation.ts';

/** Options and hooks of a rotation that a command runs. */
export interface RotationRun {
  /**
   * Called before the rotation is planned, for example to stage a value. From this call on, Ctrl-C calls `withdraw`.
   */
  prepare?(): Promise<void>;
  /**
   * Undoes `prepare` if the command stops waiting before the rotation has ended. `version` is defined if the rotation
   * may have started.
   */
  withdraw?(version: string | undefined): Promise<void>;
  /** Whether to resume an unfinished rotation instead of ending it, if its secret version has a value. */
  readonly resume?: boolean;
  /**
   * What the operator should do after the rotation has ended, if the command stops waiting and the rotation continues
   * without it; a sentence.
   */
  readonly afterwards?: string;
  /** What the operator can do by hand if `withdraw` fails; a sentence. */
  readonly byHand?: string;
  onStatus?(version: string, status: SecretStatus): void;
}

/**
 * Starts or resumes the rotation of a secret, and waits until the rotation has ended.
 * @throws OpsFailure if the rotation cannot be started, or the command cannot wait for its end. The message says
 * whether the rotation continues.
 */
export async function runRotation(secret: RotatingSecret, run: RotationRun): Promise<CompletedRotation> {
  let version: string | undefined;
  const left = () => leave(secret, run, version);
  const interrupted = async () => {
    const text = (await left()) || 'Nothing was rotated: the current version stays in use.';
    process.stderr.write(`\n${text}\n`);
  };
  return interruptible(interrupted, async () => {
    try {
      await run.prepare?.();
      const plan = await planRotation(secret, run.resume === true);
      version = plan.version;
      await startRotation(secret, plan);
      return await awaitRotation(secret, plan, (status) => run.onStatus?.(plan.version, status));
    } catch (cause) {
      const text = await left();
      throw text === '' ? cause : new OpsFailure(`${messageOf(cause)} ${text}`, { cause });
    }
  });
}

/**
 * Undoes what can be undone after the command stopped waiting for a rotation.
 * @returns Sentences about a rotation that continues without the command; empty if none does.
 */
async function leave(secret: RotatingSecret, run: RotationRun, version: string | undefined): Promise<string> {
  const continues = `The rotation continues: follow it with ${statusCommand(secret)}.`;
  try {
    await run.withdraw?.(version);
    const labels = await secret.versions.labels(secret.arn);
    const isThere = version !== undefined && (labels.get(version) ?? []).length > 0;
    return isThere ? sentences(continues, run.afterwards) : '';
  } catch {
    return sentences(...(version === undefined ? [] : [continues, run.afterwards]), run.byHand);
  }
}

function sentences(...all: readonly (string | undefined)[]): string {
  return all.filter((sentence) => sentence !== undefined).join(' ');
}
