import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { logRecord, recordOf } from '../core/audit/record.ts';
import { stagingLabels } from '../core/contract/staging-labels.ts';
import type { SecretVersion } from '../core/secrets/port.ts';
import { putAudit } from '../core/storage/audit.ts';
import { findSecretStatus, recordVersionStatus } from '../core/storage/secret-status.ts';
import type { RotationPorts } from './ports.ts';
import { requireCurrentVersion, requirePendingLabel, requirePendingVersion } from './require-version.ts';
import type { SecretToRotate } from './secret-to-rotate.ts';
import type { RotationStep } from './step.ts';

/**
 * Makes the new version the current one, once it is proved. Naming the version that it replaces keeps two rotations from
 * undoing each other.
 */
export const finishSecret: RotationStep = async (secret, version, ports) => {
  const { arn } = secret;
  const { versions } = ports;
  const current = await requireCurrentVersion(versions, arn);
  if (current.id === version) return settle(secret, current, ports);
  const pending = await requirePendingVersion(ports, arn, version);
  await secret.prove(pending, current);
  await versions.move(arn, stagingLabels.current, { from: current.id, to: version });
  await settle(secret, pending, ports);
};

/** What is left to do once the version is the current one; an attempt before this one may have done some of it. */
async function settle(secret: SecretToRotate, promoted: SecretVersion, ports: RotationPorts): Promise<void> {
  // Labels first: what they leave behind would be taken for what is to come.
  await ports.versions.endPending(secret.arn, promoted.id);
  await secret.settle(promoted);
  await note(secret, promoted, ports);
}

/** Writes down that the version is the current one. An attempt again writes the very same, so it stands in the trail once. */
async function note({ name }: SecretToRotate, { id: version }: SecretVersion, ports: RotationPorts): Promise<void> {
  const { table, log, clock } = ports;
  const { promoted, failure } = await findSecretStatus(table, name);
  const isNoted = promoted?.version === version;
  const at = isNoted ? promoted.at : clock();
  if (!isNoted || failure?.version === version) await recordVersionStatus(table, name, { promoted: { version, at } });
  const what =
    name === 'session-keys' ? { event: 'keys.rotated' as const } : { event: 'secret.rotated' as const, ...name };
  const sameEachTime = { clock: () => at, random: (bytes: number) => digestOf(version).subarray(0, bytes) };
  const record = recordOf({ actor: 'rule', ...what }, sameEachTime);
  if (await putAudit(table, record)) logRecord(log, record);
}

function digestOf(version: string): Uint8Array {
  return createHash('sha256').update(version).digest();
}

/** How often the new version is put: where the provider has issued it, it is nowhere else. */
const puts = 5;

/**
 * Makes the new version, unless an attempt before this one has. Secrets Manager has labelled it by then; a rotation that
 * was ended meanwhile must not take the label back from the next one.
 */
export const createSecret: RotationStep = async (secret, version, ports) => {
  const { arn } = secret;
  const { versions, wait } = ports;
  if ((await versions.read(arn, { id: version })) !== undefined) return;
  const current = await requireCurrentVersion(versions, arn);
  const value = await secret.make(current);
  await requirePendingLabel(ports, arn, version);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await versions.put(arn, { id: version, value, label: stagingLabels.pending });
    } catch (error) {
      if (attempt === puts) throw error;
      await wait(500 * attempt);
    }
  }
};

/** Proves the new version before it is used. */
export const testSecret: RotationStep = async (secret, version, ports) => {
  const { arn } = secret;
  const { versions } = ports;
  const current = await requireCurrentVersion(versions, arn);
  if (current.id === version) return;
  // Where a schedule is set up that does not rotate at once, Secrets Manager takes this step alone, for a version that
  // goes again (RotateSecret: RotateImmediately): it may hold nothing, or the same.
  if ((await versions.read(arn, { id: version })) === undefined) return requirePendingLabel(ports, arn, version);
  const pending = await requirePendingVersion(ports, arn, version);
  // The last step proves it all the same.
  if (isDeepStrictEqual(pending.value, current.value)) return;
  await secret.prove(pending, current);
};
