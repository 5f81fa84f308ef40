import type { AuditPorts } from '../core/audit/record.ts';
import type { Log } from '../core/base/log.ts';
import type { RotationSettings } from '../core/contract/settings.ts';
import type { ClientSecretLifecycle } from '../core/provider/client-secret/lifecycle.ts';
import type { SecretVersions } from '../core/secrets/versions.ts';
import type { Table } from '../core/storage/table/port.ts';

/** Settings, stores, clock, randomness and providers that a rotation works with. */
export interface RotationPorts extends AuditPorts {
  readonly settings: RotationSettings;
  readonly table: Table;
  readonly versions: SecretVersions;
  /** Waits for so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<unknown>;
  readonly log: Log;
  /** Proves and renews our client secret at a provider, by the provider's name. */
  readonly clientSecretAt: (provider: string) => ClientSecretLifecycle;
  /** Redirect URI of a provider. */
  readonly redirectUri: (provider: string) => string;
  /** ARN of a provider's secret; undefined if there is none. */
  readonly providerSecretArn: (provider: string) => string | undefined;
  readonly sessionKeysArn: string;
}
