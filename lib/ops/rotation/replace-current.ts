import { randomUUID } from 'node:crypto';
import type { AuditRecord } from '../../../functions/core/audit/event.ts';
import { stagingLabels, unfinishedVersion, versionWithLabel } from '../../../functions/core/contract/staging-labels.ts';
import type { SecretValue } from '../../../functions/core/secrets/port.ts';
import { putAudit } from '../../../functions/core/storage/audit-append.ts';
import { recordVersionStatus, type VersionEvent } from '../../../functions/core/storage/secret-status.ts';
import type { RotatingSecret } from './rotating-secret.ts';
import { endRotation } from './staging-labels.ts';

/** A secret version that was made current. */
export interface Replacement extends VersionEvent {
  /** Id of the secret version that was current before, if any. */
  readonly replaced?: string;
}

/**
 * Makes a secret value current without a rotation, and ends a rotation that is unfinished. Because the rotation
 * function does not run, the value is not proved (tried at the provider in a token request).
 */
export async function replaceCurrent(
  secret: RotatingSecret,
  value: SecretValue,
  record: AuditRecord,
): Promise<Replacement> {
  const { operator, versions, arn, name } = secret;
  const labels = await versions.labels(arn);
  const [unfinished, replaced] = [unfinishedVersion(labels), versionWithLabel(labels, stagingLabels.current)];
  // Unless the unfinished rotation is ended, that rotation replaces this value when it completes.
  if (unfinished !== undefined) await endRotation(secret, unfinished);
  const version = randomUUID();
  await versions.put(arn, { id: version, value, label: stagingLabels.current });
  const note = { version, at: record.at };
  await recordVersionStatus(operator.table, name, { promoted: note });
  await putAudit(operator.table, record);
  return { ...note, ...(replaced !== undefined && { replaced }) };
}
