import {
  type DescribeSecretResponse,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { stagingLabels, versionWithLabel } from '../../../functions/core/contract/staging-labels.ts';
import { labelsOf } from './labels.ts';
import type { RotationRecords } from './records.ts';

/**
 * Attaches the staging label AWSPENDING to the version that a rotation creates, whether the version exists yet or not.
 * `secret` is the output of DescribeSecret. Usually no version has the label and the new version does not exist yet.
 * Then the label is attached synchronously, so that the caller of RotateSecret sees it in the very next request.
 */
export async function stageVersion(
  client: SecretsManagerClient,
  records: RotationRecords,
  secret: DescribeSecretResponse,
  versionId: string,
): Promise<void> {
  const arn = String(secret.ARN);
  const labels = labelsOf(secret);
  const holder = versionWithLabel(labels, stagingLabels.pending);
  const exists = labels.has(versionId);
  if (holder !== versionId && (holder !== undefined || exists)) {
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: arn,
        VersionStage: stagingLabels.pending,
        ...(holder !== undefined && { RemoveFromVersionId: holder }),
        ...(exists && { MoveToVersionId: versionId }),
      }),
    );
  }
  if (!exists) records.set(arn, { ...records.of(arn), emptyVersion: versionId });
}
