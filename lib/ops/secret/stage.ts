import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { stagedLabel } from '../../../functions/core/contract/staging-labels.ts';
import type { SecretValue } from '../../../functions/core/secrets/port.ts';
import { putAudit } from '../../../functions/core/storage/audit-append.ts';
import { OpsFailure } from '../cli/failure.ts';
import { remark, show } from '../cli/output.ts';
import { shortId } from '../rotation/rotating-secret.ts';
import type { RotationRun } from '../rotation/run-rotation.ts';
import { endRotation, ignoreUnreadable, removeLabel } from '../rotation/staging-labels.ts';
import { replaceSecret } from './client-secret-value.ts';
import type { ProviderSecret } from './provider-secret.ts';
import { openProviderSecret, requireCurrent } from './provider-secret.ts';
import { type KeyOption, readClientSecret } from './read-client-secret.ts';

/** The command `secret stage P`: stages a client secret, to which the next rotation rotates. */
export async function stageSecret(provider: string, options: KeyOption, command: Command): Promise<void> {
  const secret = await openProviderSecret(provider, command);
  const current = await requireCurrent(secret);
  const members = await readClientSecret(secret, options, command);
  const version = await putStaged(secret, replaceSecret(current.value, members, secret.settings));
  show({ provider, version, state: 'staged' }, secret.operator.options);
  remark(
    `Next: register it at the provider, then npm run ops -- secret rotate ${provider}. Until then sign-ins use it if the provider refuses the current one.`,
    secret.operator.options,
  );
}

/**
 * Stages a secret value for the next rotation, in place of a value that was staged before.
 * @param reason Reason that the audit log shows for the staging.
 * @returns Id of the secret version that contains the staged value.
 */
async function putStaged(secret: ProviderSecret, value: SecretValue, reason?: string): Promise<string> {
  const { operator, versions, arn, settings } = secret;
  const version = randomUUID();
  await versions.put(arn, { id: version, value, label: stagedLabel });
  const why = reason === undefined ? {} : { reason };
  await putAudit(operator.table, operator.record({ event: 'secret.staged', provider: settings.name, ...why }));
  remark(`staged as version ${shortId(version)}`, operator.options);
  return version;
}

/** A secret value to stage, with the reason in the audit log. */
export interface SecretToStage {
  readonly value: SecretValue;
  readonly reason?: string;
}

/**
 * Hooks of a rotation for which a secret value is staged, and unstaged when the rotation has failed or is abandoned.
 */
interface StagedOnce extends Required<Pick<RotationRun, 'prepare' | 'withdraw' | 'byHand'>> {
  /**
   * Ends a failed rotation, so that Secrets Manager does not retry it after the command has ended, and unstages the
   * value.
   */
  giveUp(version: string): Promise<void>;
}

/** Makes the hooks that stage a secret value for one rotation only. */
export function stageForOnce(secret: ProviderSecret, { value, reason }: SecretToStage): StagedOnce {
  let staging: Promise<string> | undefined;
  const unstage = async () => {
    if (staging !== undefined) await removeLabel(secret, stagedLabel, await staging);
  };
  return {
    byHand: `The value may still be staged: remove it with npm run ops -- secret unstage ${secret.settings.name}.`,
    async prepare() {
      staging = putStaged(secret, value, reason);
      await staging;
    },
    async withdraw(version) {
      // A rotation that has not copied the staged value yet is ended before the value is unstaged. Otherwise the
      // rotation would let the provider issue another client secret.
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
  return (await versions.read(arn, { id }).catch(ignoreUnreadable)) !== undefined;
}

/** The command `secret unstage P`: removes the label of the staged client secret, so that no rotation uses it. */
export async function unstageSecret(provider: string, command: Command): Promise<void> {
  const secret = await openProviderSecret(provider, command);
  const { operator } = secret;
  const version = await removeLabel(secret, stagedLabel);
  if (version === undefined) throw new OpsFailure(`No client secret of ${provider} is staged.`);
  await putAudit(operator.table, operator.record({ event: 'secret.staged', provider, reason: 'taken away' }));
  show({ provider, version, state: 'not staged' }, operator.options);
}
