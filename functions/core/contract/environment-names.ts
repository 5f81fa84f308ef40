/**
 * Names of the functions' environment variables. The variables contain names and ARNs, never configuration or secrets.
 */
export const environment = {
  /** Variable with the name of the DynamoDB table. */
  tableName: 'POSTERN_TABLE_NAME',
  /** Variable with the public origin of the HTTP API, without a trailing slash. */
  baseUrl: 'POSTERN_BASE_URL',
  /** Variable with the ARN of the Secrets Manager secret that holds the session keys. */
  sessionKeysSecret: 'POSTERN_SESSION_KEYS_SECRET_ARN',
  /**
   * Variable that, if `true`, allows issuers at loopback addresses to use plain http. Local runs set it; the CDK
   * construct never does.
   */
  allowLoopbackHttp: 'POSTERN_ALLOW_LOOPBACK_HTTP',
} as const;

/**
 * Name of the environment variable that holds the ARN of a provider's secret. Provider names consist of `[a-z0-9-]`, so
 * different providers have different variables even after `-` is replaced.
 */
export function providerSecretVariable(provider: string): string {
  return `POSTERN_PROVIDER_SECRET_ARN_${provider.toUpperCase().replaceAll('-', '_')}`;
}
