/** The region that the local run plays. */
export const region = 'us-east-1';

/** The account that the local run plays. */
export const accountId = '000000000000';

/** ARN of something in the account and region that the local run plays. */
export function localArn(service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}
