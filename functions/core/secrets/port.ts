/** A secret's value: a JSON object. */
export type SecretValue = Readonly<Record<string, unknown>>;

/** A version of a secret. It never changes; staging labels move from one to another. */
export interface SecretVersion {
  readonly id: string;
  readonly value: SecretValue;
  /** When it was made, milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Reads secrets by ARN. Every read fails with the problem `temporarily_unavailable` where the secret cannot be had. */
export interface Secrets {
  /** The secret's current version, fresh within a bounded time. */
  current(arn: string): Promise<SecretVersion>;
  /** The current version, read anew because the known one proved wrong. */
  newer(arn: string, known: SecretVersion): Promise<SecretVersion>;
  /** The version with a staging label as it was within the last quarter of a second; undefined where none has it, or none of use. */
  labelled(arn: string, label: string): Promise<SecretVersion | undefined>;
}
