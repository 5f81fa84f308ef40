import type { JsonObject } from '../../../functions/core/base/json.ts';
import { type AwsService, callAws } from '../aws/request.ts';
import { secretsManagerTarget } from '../secrets-manager/index.ts';
import type { RotationRecords } from './records.ts';
import { holderOf, pending, stagesByVersion } from './versions.ts';

/**
 * Gives AWSPENDING to the version of a rotation that begins, be it there or yet to be made. `secret` is what
 * DescribeSecret answered. Where no other version has the label, it is done when this function returns.
 */
export async function stageVersion(
  service: AwsService,
  records: RotationRecords,
  secret: JsonObject,
  versionId: string,
): Promise<void> {
  const arn = String(secret['ARN']);
  const holder = holderOf(secret, pending);
  const exists = Object.hasOwn(stagesByVersion(secret), versionId);
  if (holder !== versionId && (holder !== undefined || exists)) {
    await callAws(service, `${secretsManagerTarget}.UpdateSecretVersionStage`, {
      SecretId: arn,
      VersionStage: pending,
      ...(holder === undefined ? {} : { RemoveFromVersionId: holder }),
      ...(exists ? { MoveToVersionId: versionId } : {}),
    });
  }
  if (!exists) records.set(arn, { ...records.of(arn), emptyVersion: versionId });
}
