/** A secret's value: a JSON object. */
export type SecretValue = Readonly<Record<string, unknown>>;

/** Reads secrets by ARN. Every read fails with the problem `temporarily_unavailable` where the secret cannot be had. */
export interface Secrets {
  /** The secret's current version, fresh within a bounded time. */
  current(arn: string): Promise<SecretValue>;
  /** The current version, read anew because the known one proved wrong. */
  newer(arn: string, known: SecretValue): Promise<SecretValue>;
}
