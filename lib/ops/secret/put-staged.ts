import { randomUUID } from 'node:crypto';
import { stagedLabel } from '../../../functions/core/contract/secret-value.ts';
import type { SecretValue } from '../../../functions/core/secrets/port.ts';
import { putAudit } from '../../../functions/core/storage/audit.ts';
import { remark } from '../cli/output.ts';
import { shortId } from '../rotation/rotating-secret.ts';
import type { ProviderSecret } from './provider-secret.ts';

/**
 * Stages a value for the next rotation; what was staged before is not any more.
 * @param reason Why, in words for the trail.
 * @returns The version's id.
 */
export async function putStaged(secret: ProviderSecret, value: SecretValue, reason?: string): Promise<string> {
  const { operator, versions, arn, settings } = secret;
  const version = randomUUID();
  await versions.put(arn, { id: version, value, label: stagedLabel });
  const why = reason === undefined ? {} : { reason };
  await putAudit(operator.table, operator.record({ event: 'secret.staged', provider: settings.name, ...why }));
  remark(`staged as version ${shortId(version)}`, operator.options);
  return version;
}
