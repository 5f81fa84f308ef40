import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import { current } from '../secrets-manager/versions.ts';

/** The staging label of the version that a rotation creates. */
export const pending = 'AWSPENDING';

/** The id of the version that holds a staging label. */
export function holderOf({ VersionIdsToStages = {} }: DescribeSecretResponse, label: string): string | undefined {
  return Object.entries(VersionIdsToStages).find(([, labels]) => labels.includes(label))?.[0];
}

/** The version that an unfinished rotation created: it holds AWSPENDING and not AWSCURRENT (RotateSecret). */
export function unfinishedVersion(secret: DescribeSecretResponse): string | undefined {
  const version = holderOf(secret, pending);
  return version === holderOf(secret, current) ? undefined : version;
}
