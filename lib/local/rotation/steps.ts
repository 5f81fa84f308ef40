import { randomUUID } from 'node:crypto';
import type { Invoke } from '../gateway/gateway.ts';

/** Steps of a rotation, in order (Secrets Manager User Guide: "Lambda rotation functions"). */
const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/** A failed step of a rotation. The host that invokes the rotation function logs the cause. */
export class StepFailed extends Error {
  override name = 'StepFailed';
}

/**
 * Invokes a rotation function for its four steps, one after the other. Throws `StepFailed` for the first step that
 * throws; later steps are not run.
 */
export async function runSteps(invoke: Invoke, secretArn: string, versionId: string): Promise<void> {
  const common = { SecretId: secretArn, ClientRequestToken: versionId, RotationToken: randomUUID() };
  for (const Step of steps) {
    try {
      await invoke(JSON.stringify({ Step, ...common }));
    } catch (cause) {
      throw new StepFailed(`${Step} failed`, { cause });
    }
  }
}
