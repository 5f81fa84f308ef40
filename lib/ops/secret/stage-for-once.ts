import { stagedLabel } from '../../../functions/core/contract/secret-value.ts';
import type { SecretValue } from '../../../functions/core/secrets/port.ts';
import { endRotation, takeLabel, unreadable } from '../rotation/labels.ts';
import type { RotationRun } from '../rotation/run.ts';
import type { ProviderSecret } from './provider-secret.ts';
import { putStaged } from './put-staged.ts';

/** A value to be staged, and why, in words for the trail. */
export interface Given {
  readonly value: SecretValue;
  readonly reason?: string;
}

/** Something that is staged for one rotation, whatever comes of that. */
export interface StagedOnce extends Required<Pick<RotationRun, 'prepare' | 'withdraw' | 'byHand'>> {
  /** Sees to it that a rotation which has failed is not attempted again: its command has answered. */
  giveUp(version: string): Promise<void>;
}

/** Stages a value for one rotation. */
export function stageForOnce(secret: ProviderSecret, { value, reason }: Given): StagedOnce {
  let staging: Promise<string> | undefined;
  const unstage = async () => {
    if (staging !== undefined) await takeLabel(secret, stagedLabel, await staging);
  };
  return {
    byHand: `What was given may still be staged: npm run ops -- secret unstage ${secret.settings.name} takes it away.`,
    async prepare() {
      staging = putStaged(secret, value, reason);
      await staging;
    },
    async withdraw(version) {
      // Without what is staged, a rotation that has not copied it yet would have the provider issue another one.
      if (version !== undefined && !(await holdsValue(secret, version))) await endRotation(secret, version);
      await unstage();
    },
    async giveUp(version) {
      await endRotation(secret, version);
      await unstage();
    },
  };
}

async function holdsValue({ versions, arn }: ProviderSecret, id: string): Promise<boolean> {
  return (await versions.read(arn, { id }).catch(unreadable)) !== undefined;
}
