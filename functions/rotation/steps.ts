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
 * Promotes the new version to current, after proving it (for a client secret: the provider accepts it). The call that
 * moves the label names the version that loses it. It fails if another rotation has moved the label meanwhile, so two
 * rotations cannot undo each other.
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

/** Cleans up after the promotion. An earlier attempt may have done some of it. */
async function cleanUp(secret: SecretToRotate, promoted: SecretVersion, ports: RotationPorts): Promise<void> {
  // The labels AWSPENDING and POSTERN_STAGED are removed first. If recording the promotion then fails, no version is
  // left that appears to be pending or staged.
  await ports.versions.endPending(secret.arn, promoted.id);
  await secret.cleanUp(promoted);
  await recordPromotion(secret, promoted, ports);
}

/**
 * Records the promotion in the secret's status and the audit log. The event's time and identifier derive from the
 * version, so a retry writes the same event, and the audit log has it exactly once.
 */
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

/**
 * How often storing the new version is tried. Nothing else holds a secret that the provider has just issued: if it is
 * not stored, it is lost.
 */
const maxPutAttempts = 5;

/**
 * Creates the new version, unless an earlier attempt has. Secrets Manager labels the version AWSPENDING before this
 * step, and storing the value sets that label again. If this rotation was ended, the version of the next rotation may
 * have the label by now. So the label is checked before the value is created, which may make the provider replace the
 * client secret, and again before the value is stored.
 */
export const createSecret: RotationStep = async (secret, version, ports) => {
  const { arn } = secret;
  const { versions, wait } = ports;
  if ((await versions.read(arn, { id: version })) !== undefined) return;
  const current = await requireCurrentVersion(versions, arn);
  await requirePendingLabel(ports, arn, version);
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

/** Proves the new version before it is promoted, for example by a token request with the new client secret. */
export const testSecret: RotationStep = async (secret, version, ports) => {
  const { arn } = secret;
  const { versions } = ports;
  const current = await requireCurrentVersion(versions, arn);
  if (current.id === version) return;
  // If operators set up a schedule with RotateImmediately=false, Secrets Manager runs only this step, to test the
  // rotation. It does so with a version that it deletes afterwards (RotateSecret: RotateImmediately). That version may
  // have no value, or the current version's value.
  if ((await versions.read(arn, { id: version })) === undefined) return requirePendingLabel(ports, arn, version);
  const pending = await requirePendingVersion(ports, arn, version);
  // A version with the current value needs no proof here: if the rotation continues, finishSecret proves it.
  if (isDeepStrictEqual(pending.value, current.value)) return;
  await secret.requireProved(pending, current);
};
