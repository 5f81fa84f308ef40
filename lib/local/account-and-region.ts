/** AWS region of all resources in the local run. */
export const region = 'us-east-1';

/** AWS account ID of all resources in the local run. */
export const accountId = '000000000000';

/** ARN of a resource in the local run's account and region. */
export function localArn(service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}
