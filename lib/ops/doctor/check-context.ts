import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import type { CallProvider } from '../../../functions/core/provider/http-client.ts';
import type { Configuration } from '../../local/connection-file.ts';
import type { Operator } from '../deployment/operator.ts';
import type { RotatingSecret } from '../rotation/rotating-secret.ts';
import type { BaseUrlOptions } from './base-url.ts';
import type { ReadMetadata } from './read-metadata.ts';

/** Input of the checks. What could not be opened is an Error, which a check reports as its finding. */
export interface CheckContext {
  readonly options: BaseUrlOptions;
  readonly operator: Operator | Error;
  readonly configuration: Configuration | Error;
  /** Public origin of the API. */
  readonly baseUrl: Promise<string>;
}

/** A provider and what its checks need. */
export interface CheckedProvider {
  readonly settings: ProviderSettings;
  /** Whether http to loopback addresses is allowed. */
  readonly loopbackHttp: boolean;
  /** HTTP client of the functions. */
  readonly call: CallProvider;
  /** Its metadata; only the discovery check reports a failure, the others depend on it. */
  readonly discovered: Promise<ReadMetadata>;
  /** Its secret; undefined if the deployment has none, or cannot be reached. */
  readonly secret: RotatingSecret | undefined;
  /** Redirect URI; undefined if the base URL is unknown. */
  redirectUri(): Promise<string | undefined>;
}

/** A provider's secret, if the deployment has it. */
export function secretOf({ operator }: CheckContext, { name }: ProviderSettings): RotatingSecret | undefined {
  if (operator instanceof Error || !operator.deployment.has(name)) return undefined;
  const { versions, secretArn } = operator.deployment;
  return { operator, arn: secretArn(name), versions, name: { provider: name } };
}
