import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { logRecord, recordOf } from '../core/audit/record.ts';
import { stagingLabels } from '../core/contract/staging-labels.ts';
import type { SecretVersion } from '../core/secrets/port.ts';
import { putAudit } from '../core/storage/audit-append.ts';
import { findSecretStatus, recordVersionStatus } from '../core/storage/secret-status.ts';
import type { RotationPorts } from './ports.ts';
import { requireCurrentVersion, requirePendingLabel, requirePendingVersion } from './require-version.ts';
import type { SecretToRotate } from './secret-to-rotate.ts';
import type { RotationStep } from './step.ts';

/**
 * Promotes the new version, once it is proved. The move names the version that it replaces, so that two rotations cannot
 * undo each other.
 */
export const finishSecret: RotationStep = async (secret, version, ports) => {
  const { arn } = secret;
  const { versions } = ports;
  const current = await requireCurrentVersion(versions, arn);
  if (current.id === version) return cleanUp(secret, current, ports);
  const pending = await requirePendingVersion(ports, arn, version);
  await secret.requireProved(pending, current);
  await versions.move(arn, stagingLabels.current, { from: current.id, to: version });
  await cleanUp(secret, pending, ports);
};

/** Cleans up after the promotion; an earlier attempt may have done some of it. */
async function cleanUp(secret: SecretToRotate, promoted: SecretVersion, ports: RotationPorts): Promise<void> {
  // Labels first: a version that keeps one would be taken for pending or staged.
  await ports.versions.endPending(secret.arn, promoted.id);
  await secret.cleanUp(promoted);
  await recordPromotion(secret, promoted, ports);
}

/** Records the promotion. A retry writes the same record, so that the audit log has it exactly once. */
async function recordPromotion(
  { name }: SecretToRotate,
  { id: version }: SecretVersion,
  ports: RotationPorts,
): Promise<void> {
  const { table, log, clock } = ports;
  const { promoted, failure } = await findSecretStatus(table, name);
  const isRecorded = promoted?.version === version;
  const at = isRecorded ? promoted.at : clock();
  if (!isRecorded || failure?.version === version)
    await recordVersionStatus(table, name, { promoted: { version, at } });
  const what =
    name === 'session-keys' ? { event: 'keys.rotated' as const } : { event: 'secret.rotated' as const, ...name };
  const sameEachTime = { clock: () => at, random: (bytes: number) => digestOf(version).subarray(0, bytes) };
  const record = recordOf({ actor: 'rule', ...what }, sameEachTime);
  if (await putAudit(table, record)) logRecord(log, record);
}

function digestOf(version: string): Uint8Array {
  return createHash('sha256').update(version).digest();
}

/** Attempts to put the new version: a secret that the provider has issued is stored nowhere else. */
const maxPutAttempts = 5;

/**
 * Creates the new version, unless an earlier attempt has. Secrets Manager has labelled it before this step; a rotation that
 * was ended since must not take the label back from the next one.
 */
export const createSecret: RotationStep = async (secret, version, ports) => {
  const { arn } = secret;
  const { versions, wait } = ports;
  if ((await versions.read(arn, { id: version })) !== undefined) return;
  const current = await requireCurrentVersion(versions, arn);
  const value = await secret.createValue(current);
  await requirePendingLabel(ports, arn, version);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await versions.put(arn, { id: version, value, label: stagingLabels.pending });
    } catch (error) {
      if (attempt === maxPutAttempts) throw error;
      await wait(500 * attempt);
    }
  }
};

/** Proves the new version before it is promoted. */
export const testSecret: RotationStep = async (secret, version, ports) => {
  const { arn } = secret;
  const { versions } = ports;
  const current = await requireCurrentVersion(versions, arn);
  if (current.id === version) return;
  // When a schedule is set up without rotating at once, Secrets Manager runs only this step, for a version that it deletes
  // again (RotateSecret: RotateImmediately): the version may have no value, or the current one.
  if ((await versions.read(arn, { id: version })) === undefined) return requirePendingLabel(ports, arn, version);
  const pending = await requirePendingVersion(ports, arn, version);
  // finishSecret proves it in any case.
  if (isDeepStrictEqual(pending.value, current.value)) return;
  await secret.requireProved(pending, current);
};
