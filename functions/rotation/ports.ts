import type { AuditPorts } from '../core/audit/record.ts';
import type { Log } from '../core/base/log.ts';
import type { RotationSettings } from '../core/contract/settings.ts';
import type { ClientSecretLifecycle } from '../core/provider/client-secret/lifecycle.ts';
import type { SecretVersions } from '../core/secrets/versions.ts';
import type { Table } from '../core/storage/table/port.ts';

/** What a rotation needs. */
export interface RotationPorts extends AuditPorts {
  readonly settings: RotationSettings;
  readonly table: Table;
  readonly versions: SecretVersions;
  /** Waits for so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<unknown>;
  readonly log: Log;
  /** Our client at a provider, by the provider's name. */
  readonly clientSecretAt: (provider: string) => ClientSecretLifecycle;
  /** Where a provider sends people back to. */
  readonly redirectUri: (provider: string) => string;
  /** ARN of a provider's secret; undefined where there is none. */
  readonly providerSecretArn: (provider: string) => string | undefined;
  readonly sessionKeysArn: string;
}
