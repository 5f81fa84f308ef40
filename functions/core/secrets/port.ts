/** Value of a secret in Secrets Manager, which is a JSON object. */
export type SecretValue = Readonly<Record<string, unknown>>;

/**
 * A version of a secret. Its value never changes. Only the staging labels, such as AWSCURRENT, move from one version to
 * another.
 */
export interface SecretVersion {
  readonly id: string;
  readonly value: SecretValue;
  /** Creation time, milliseconds since the epoch. */
  readonly createdAt: number;
}

/**
 * Cached reader of secrets, by ARN. Every read throws Problem `temporarily_unavailable` if the secret cannot be read.
 */
export interface Secrets {
  /** The secret's current version (AWSCURRENT), from the cache for a bounded time. */
  current(arn: string): Promise<SecretVersion>;
  /**
   * The secret's current version, read again because the known version proved wrong, for example when the provider
   * refused it.
   */
  newer(arn: string, known: SecretVersion): Promise<SecretVersion>;
  /**
   * As `newer`, for input that anybody can forge. It never waits, and reads at most once a minute in vain: otherwise it
   * returns the known version.
   */
  newerAtOnce(arn: string, known: SecretVersion): Promise<SecretVersion>;
  /**
   * The version with a staging label, at most a quarter of a second old. Returns undefined if no version has the label,
   * or if that version's value is not a JSON object.
   */
  labelled(arn: string, label: string): Promise<SecretVersion | undefined>;
}
