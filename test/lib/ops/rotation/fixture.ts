import { randomBytes } from 'node:crypto';
import { recordOf } from '../../../../functions/core/audit/record.ts';
import { recordVersionStatus } from '../../../../functions/core/storage/secret-status.ts';
import type { ProviderSecret } from '../../../../lib/ops/secret/provider-secret.ts';
import { type SecretStore, startSecretStore } from '../../../functions/core/support/secret-store.ts';
import { providerSettings } from '../../../functions/core/support/settings.ts';
import { startTable, type TestTable } from '../../../functions/core/support/table.ts';

/** Table, and a stand-in for Secrets Manager that does not rotate by itself. */
export interface Fixture {
  readonly store: SecretStore;
  readonly table: TestTable;
  close(): Promise<void>;
}

export async function openFixture(): Promise<Fixture> {
  const [store, table] = await Promise.all([startSecretStore(), startTable()]);
  return {
    store,
    table,
    async close() {
      await Promise.all([store.close(), table.close()]);
    },
  };
}

/** A provider's secret as a command opens it, optionally with changed access to its versions. */
export async function openSecret(
  { store, table: { table } }: Fixture,
  change: (versions: SecretStore['versions']) => Partial<SecretStore['versions']> = () => ({}),
): Promise<ProviderSecret> {
  const arn = await store.create({ client_secret: 'the-first-one' });
  const settings = providerSettings({ name: `corp-${randomBytes(4).toString('hex')}` });
  const operator = {
    now: Date.now,
    options: { local: true as const, json: true as const },
    deployment: {} as never,
    table,
    name: 'ann',
    record: (event: object) =>
      recordOf({ event: 'secret.staged', ...event, actor: 'operator' }, { clock: Date.now, random: randomBytes }),
  };
  const versions = { ...store.versions, ...change(store.versions) };
  return { operator: operator as never, versions, arn, settings, name: { provider: settings.name } };
}

/** Records that the rotation to a version has failed. */
export function fail({ operator, name }: ProviderSecret, version: string, at = Date.now()): Promise<void> {
  return recordVersionStatus(operator.table, name, {
    failure: { version, at, step: 'testSecret', reason: 'the test says so' },
  });
}

/** Version ids by staging label. */
export async function labelsOf({ versions, arn }: ProviderSecret): Promise<Readonly<Record<string, string>>> {
  const known = [...(await versions.labels(arn))];
  return Object.fromEntries(known.flatMap(([id, labels]) => labels.map((label) => [label, id])));
}
