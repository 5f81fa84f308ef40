import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { Labels } from '../../../functions/core/contract/staging-labels.ts';

/** Staging labels of a secret's versions, as DescribeSecret returns them. */
export function labelsOf({ VersionIdsToStages = {} }: DescribeSecretResponse): Labels {
  return new Map(Object.entries(VersionIdsToStages));
}
