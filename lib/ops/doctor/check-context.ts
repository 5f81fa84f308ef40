import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import type { CallProvider } from '../../../functions/core/provider/http-client.ts';
import type { Configuration } from '../../local/connection-file.ts';
import type { Operator } from '../deployment/operator.ts';
import type { RotatingSecret } from '../rotation/rotating-secret.ts';
import type { BaseUrlOptions } from './base-url.ts';
import type { ReadMetadata } from './read-metadata.ts';

/** What is context: an error stands for what cannot be had, and is a finding of its own. */
export interface CheckContext {
  readonly options: BaseUrlOptions;
  readonly operator: Operator | Error;
  readonly configuration: Configuration | Error;
  /** Public origin of the API. */
  readonly baseUrl: Promise<string>;
}

/** A provider under examination. */
export interface CheckedProvider {
  readonly settings: ProviderSettings;
  /** Allows plain http to this machine. */
  readonly loopbackHttp: boolean;
  /** Calls it as the functions do. */
  readonly call: CallProvider;
  /** Its metadata; what is wrong with it is one check's finding, and the others build upon it. */
  readonly discovered: Promise<ReadMetadata>;
  /** Its secret; undefined where the deployment has none for it, or cannot be reached. */
  readonly secret: RotatingSecret | undefined;
  /** Where it sends people back to; undefined where nobody knows. */
  redirectUri(): Promise<string | undefined>;
}

/** A provider's secret, where the deployment has one. */
export function secretOf({ operator }: CheckContext, { name }: ProviderSettings): RotatingSecret | undefined {
  if (operator instanceof Error || !operator.deployment.has(name)) return undefined;
  const { versions, secretArn } = operator.deployment;
  return { operator, arn: secretArn(name), versions, name: { provider: name } };
}
