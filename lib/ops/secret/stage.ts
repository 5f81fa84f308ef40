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

/** `secret stage P`: stages a client secret for the next rotation. */
export async function stageSecret(provider: string, options: KeyOption, command: Command): Promise<void> {
  const secret = await openProviderSecret(provider, command);
  const current = await requireCurrent(secret);
  const members = await readClientSecret(secret, options, command);
  const version = await putStaged(secret, replaceSecret(current.value, members));
  show({ provider, version, state: 'staged' }, secret.operator.options);
  remark(
    `Next: register it at the provider, then npm run ops -- secret rotate ${provider}. Until then sign-ins use it if the provider refuses the current one.`,
    secret.operator.options,
  );
}

/**
 * Stages a value for the next rotation; it replaces one that was staged before.
 * @param reason For the audit log.
 * @returns The version's id.
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

/** A value to stage, with a reason for the audit log. */
export interface SecretToStage {
  readonly value: SecretValue;
  readonly reason?: string;
}

/** A value that is staged for one rotation only. */
interface StagedOnce extends Required<Pick<RotationRun, 'prepare' | 'withdraw' | 'byHand'>> {
  /** Ends a failed rotation, so that Secrets Manager does not retry it after the command has answered. */
  giveUp(version: string): Promise<void>;
}

/** Stages a value for one rotation. */
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
      // Without the staged value, a rotation that has not copied it yet would have the provider issue another one.
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

/** `secret unstage P`: removes the staged client secret. */
export async function unstageSecret(provider: string, command: Command): Promise<void> {
  const secret = await openProviderSecret(provider, command);
  const { operator } = secret;
  const version = await removeLabel(secret, stagedLabel);
  if (version === undefined) throw new OpsFailure(`No client secret of ${provider} is staged.`);
  await putAudit(operator.table, operator.record({ event: 'secret.staged', provider, reason: 'taken away' }));
  show({ provider, version, state: 'not staged' }, operator.options);
}
