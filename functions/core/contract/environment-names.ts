/** Names of the functions' environment variables. Their values are names and ARNs, never configuration or secrets. */
export const environment = {
  /** Name of the DynamoDB table. */
  tableName: 'POSTERN_TABLE_NAME',
  /** Public origin of the HTTP API, without a trailing slash. */
  baseUrl: 'POSTERN_BASE_URL',
  /** ARN of the secret that holds the session keys. */
  sessionKeysSecret: 'POSTERN_SESSION_KEYS_SECRET_ARN',
  /** `true` lets issuers on loopback use plain http. The construct never sets it; local runs do. */
  allowLoopbackHttp: 'POSTERN_ALLOW_LOOPBACK_HTTP',
} as const;

/**
 * Name of the environment variable that holds the ARN of a provider's secret.
 * Provider names are `[a-z0-9-]`, so the replacement keeps names distinct.
 */
export function providerSecretVariable(provider: string): string {
  return `POSTERN_PROVIDER_SECRET_ARN_${provider.toUpperCase().replaceAll('-', '_')}`;
}
