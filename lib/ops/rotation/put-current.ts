import { randomUUID } from 'node:crypto';
import type { AuditRecord } from '../../../functions/core/audit/event.ts';
import { type SecretValue, stagingLabels } from '../../../functions/core/secrets/port.ts';
import { putAudit } from '../../../functions/core/storage/audit.ts';
import { noteVersion, type VersionNote } from '../../../functions/core/storage/secret-status.ts';
import { unfinishedVersion } from './labels.ts';
import type { RotatingSecret } from './rotating-secret.ts';

/** Makes a value the current one without a rotation, and so without proof; one that is under way is given up. */
export async function putCurrent(
  { operator, versions, arn, name }: RotatingSecret,
  value: SecretValue,
  record: AuditRecord,
): Promise<VersionNote> {
  const unfinished = unfinishedVersion(await versions.labels(arn));
  // It would take the place of this value when it came to its end.
  if (unfinished !== undefined) await versions.endPending(arn, unfinished);
  const version = randomUUID();
  await versions.put(arn, { id: version, value, label: stagingLabels.current });
  const note = { version, at: Date.now() };
  await noteVersion(operator.table, name, { promoted: note });
  await putAudit(operator.table, record);
  return note;
}
