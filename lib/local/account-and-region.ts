/** Region of everything in the local run. */
export const region = 'us-east-1';

/** Account ID of everything in the local run. */
export const accountId = '000000000000';

/** ARN of a resource in the local run's account and region. */
export function localArn(service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}
