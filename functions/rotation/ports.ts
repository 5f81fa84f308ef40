import type { AuditPorts } from '../core/audit/record.ts';
import type { Log } from '../core/base/log.ts';
import type { RotationSettings } from '../core/contract/settings.ts';
import type { ClientSecretLifecycle } from '../core/provider/client-secret/lifecycle.ts';
import type { SecretVersions } from '../core/secrets/versions.ts';
import type { Table } from '../core/storage/table/port.ts';

/** Dependencies of the rotation function. */
export interface RotationPorts extends AuditPorts {
  readonly settings: RotationSettings;
  readonly table: Table;
  readonly versions: SecretVersions;
  /** Returns a promise that resolves after this many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<unknown>;
  readonly log: Log;
  /** Creates the client that proves and renews our client secret at the provider of this name. */
  readonly clientSecretAt: (provider: string) => ClientSecretLifecycle;
  /** Redirect URI that is registered at the provider of this name. */
  readonly redirectUri: (provider: string) => string;
  /** ARN of the secret of the provider of this name; undefined if the provider has no secret. */
  readonly providerSecretArn: (provider: string) => string | undefined;
  readonly sessionKeysArn: string;
}
