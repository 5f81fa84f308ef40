import { randomUUID } from 'node:crypto';
import type { Invoke } from '../gateway/gateway.ts';

/** What a rotation function is called for, in this order (Secrets Manager User Guide: "Lambda rotation functions"). */
const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/** A step that the function did not carry out; the function's host has logged why. */
export class StepFailed extends Error {
  override name = 'StepFailed';
}

/**
 * Calls a rotation function for its four steps, one after the other, each for the same version. Throws `StepFailed` for
 * the first step that throws; those after it are not taken.
 */
export async function takeSteps(invoke: Invoke, secretArn: string, versionId: string): Promise<void> {
  const common = { SecretId: secretArn, ClientRequestToken: versionId, RotationToken: randomUUID() };
  for (const Step of steps) {
    try {
      await invoke(JSON.stringify({ Step, ...common }));
    } catch (cause) {
      throw new StepFailed(`${Step} failed`, { cause });
    }
  }
}
