/** Reads secrets. Every read fails with the problem `temporarily_unavailable` where the secret cannot be had. */
export interface Secrets {
  /**
   * The JSON object in a secret's current version, fresh within a bounded time.
   * @param arn ARN of the secret.
   * @param newerThan Insists on a value read after this moment, in milliseconds since the epoch.
   */
  current(arn: string, newerThan?: number): Promise<Readonly<Record<string, unknown>>>;
}
