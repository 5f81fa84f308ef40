import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import type { CallProvider } from '../../../functions/core/provider/http-client.ts';
import type { Config } from '../../config/index.ts';
import type { Operator } from '../deployment/operator.ts';
import type { RotatingSecret } from '../rotation/rotating-secret.ts';
import type { BaseUrlOptions } from './base-url.ts';
import type { ReadMetadata } from './read-metadata.ts';

/**
 * Input that all checks of `doctor` share. If a part of the input could not be opened, its property is the Error, and
 * the check of that part reports the Error as its finding.
 */
export interface CheckContext {
  readonly options: BaseUrlOptions;
  readonly operator: Operator | Error;
  readonly configuration: Config | Error;
  /** Public origin of the API. */
  readonly baseUrl: Promise<string>;
}

/** A configured provider, with what its checks need. */
export interface CheckedProvider {
  readonly settings: ProviderSettings;
  /** Whether requests to loopback addresses may use http, as in a local run. */
  readonly loopbackHttp: boolean;
  /** The HTTP client with which the Lambda functions call the provider. */
  readonly call: CallProvider;
  /**
   * The provider's metadata. If reading it fails, only the discovery check reports the failure, and the checks that
   * depend on the metadata report nothing.
   */
  readonly discovered: Promise<ReadMetadata>;
  /**
   * The provider's secret; undefined if the deployment has no secret for the provider, or the deployment cannot be
   * opened.
   */
  readonly secret: RotatingSecret | undefined;
  /** Redirect URI of the provider's client; undefined if the base URL is unknown. */
  redirectUri(): Promise<string | undefined>;
}

/** The secret of a provider; undefined if the deployment has none, or could not be opened. */
export function secretOf({ operator }: CheckContext, { name }: ProviderSettings): RotatingSecret | undefined {
  if (operator instanceof Error || !operator.deployment.has(name)) return undefined;
  const { versions, secretArn } = operator.deployment;
  return { operator, arn: secretArn(name), versions, name: { provider: name } };
}
