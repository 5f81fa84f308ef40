import { randomUUID } from 'node:crypto';
import type { AuditRecord } from '../../../functions/core/audit/event.ts';
import { stagingLabels, unfinishedVersion, versionWithLabel } from '../../../functions/core/contract/staging-labels.ts';
import type { SecretValue } from '../../../functions/core/secrets/port.ts';
import { putAudit } from '../../../functions/core/storage/audit-append.ts';
import { recordVersionStatus, type VersionEvent } from '../../../functions/core/storage/secret-status.ts';
import type { RotatingSecret } from './rotating-secret.ts';
import { endRotation } from './staging-labels.ts';

/** A version that was made current. */
export interface Replacement extends VersionEvent {
  /** The version that was current before, if any. */
  readonly replaced?: string;
}

/** Makes a value current without a rotation, thus without proof; ends an unfinished rotation. */
export async function replaceCurrent(
  secret: RotatingSecret,
  value: SecretValue,
  record: AuditRecord,
): Promise<Replacement> {
  const { operator, versions, arn, name } = secret;
  const labels = await versions.labels(arn);
  const [unfinished, replaced] = [unfinishedVersion(labels), versionWithLabel(labels, stagingLabels.current)];
  // Otherwise it would replace this value when it ends.
  if (unfinished !== undefined) await endRotation(secret, unfinished);
  const version = randomUUID();
  await versions.put(arn, { id: version, value, label: stagingLabels.current });
  const note = { version, at: Date.now() };
  await recordVersionStatus(operator.table, name, { promoted: note });
  await putAudit(operator.table, record);
  return { ...note, ...(replaced !== undefined && { replaced }) };
}
