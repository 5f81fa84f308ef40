/** A secret's value: a JSON object. */
export type SecretValue = Readonly<Record<string, unknown>>;

/** A version of a secret. It never changes; staging labels move from one to another. */
export interface SecretVersion {
  readonly id: string;
  readonly value: SecretValue;
  /** Creation time, milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Reads secrets by ARN, cached. Every read throws Problem `temporarily_unavailable` if the secret cannot be read. */
export interface Secrets {
  /** The secret's current version, fresh within a bounded time. */
  current(arn: string): Promise<SecretVersion>;
  /** The current version, read again because the known one proved wrong. */
  newer(arn: string, known: SecretVersion): Promise<SecretVersion>;
  /** The version with a staging label, at most a quarter of a second old; undefined if none has it, or its value is unusable. */
  labelled(arn: string, label: string): Promise<SecretVersion | undefined>;
}
