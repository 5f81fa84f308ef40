import { randomBytes, randomUUID } from 'node:crypto';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Log } from '../../../functions/core/base/log.ts';
import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import { createClientSecretLifecycle } from '../../../functions/core/provider/client-secret/lifecycle.ts';
import type { SecretVersion } from '../../../functions/core/secrets/port.ts';
import { findSecretStatus, type SecretName, type SecretStatus } from '../../../functions/core/storage/secret-status.ts';
import { keys } from '../../../functions/core/storage/table/keys.ts';
import type { RotationPorts } from '../../../functions/rotation/ports.ts';
import { rotate } from '../../../functions/rotation/rotate.ts';
import { type ProgrammableProvider, startProgrammableProvider } from '../../support/programmable-provider/index.ts';
import { type SecretStore, startSecretStore } from '../core/support/secret-store.ts';
import { providerSettings } from '../core/support/settings.ts';
import { startTable, type TestTable } from '../core/support/table.ts';

/** What a rotation function is called for, in this order. */
export const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
export type Step = (typeof steps)[number];

/** Secrets Manager's stand-in, the table, and a provider. */
export interface Fixture {
  readonly store: SecretStore;
  readonly table: TestTable;
  readonly provider: ProgrammableProvider;
  /** What a rotation binds the provider's secret to. */
  readonly bound: object;
  close(): Promise<void>;
}

export async function openFixture(): Promise<Fixture> {
  const [store, table, provider] = await Promise.all([
    startSecretStore(),
    startTable(),
    startProgrammableProvider({ name: 'corp' }),
  ]);
  return {
    store,
    table,
    provider,
    bound: { issuer: provider.issuer, client_id: 'client-1' },
    async close() {
      await Promise.all([store.close(), table.close(), provider.close()]);
    },
  };
}

/** A secret with what its rotation leaves behind. Every scene has a secret and a status of its own. */
export interface Scene {
  readonly arn: string;
  readonly name: SecretName;
  /** The version that is current at the beginning. */
  readonly first: string;
  readonly ports: RotationPorts;
  /** Lines of the log. */
  readonly lines: readonly Record<string, unknown>[];
  readonly state: { now: number };
  /** Takes one step of the rotation that makes this version. */
  take(step: Step, version: string, ports?: RotationPorts): Promise<void>;
  /** Takes all four. */
  rotate(version: string, ports?: RotationPorts): Promise<void>;
  /** The labels of each version, sorted. */
  labels(): Promise<Readonly<Record<string, readonly string[]>>>;
  current(): Promise<SecretVersion>;
  status(): Promise<SecretStatus>;
  /** The events of the trail that are about this secret, in no order. */
  trail(): Promise<readonly Record<string, unknown>[]>;
}

/** The id of a new version. */
export const newVersion = (): string => randomUUID();

/** A provider's secret that holds this value at first. */
export async function clientSecretScene(
  fixture: Fixture,
  value: object,
  changes: Partial<ProviderSettings> = {},
): Promise<Scene & { readonly settings: ProviderSettings }> {
  const settings = providerSettings({ name: `corp-${randomUUID()}`, issuer: fixture.provider.issuer, ...changes });
  const scene = await openScene(fixture, value, { provider: settings.name }, [settings]);
  return { ...scene, settings };
}

/** The session keys' secret that holds this value at first, as if it were a new deployment's. */
export async function sessionKeysScene(fixture: Fixture, value: object): Promise<Scene> {
  await fixture.table.table.delete({ Key: keys.sessionKeysStatus() });
  return openScene(fixture, value, 'session-keys', []);
}

async function openScene(
  { store, table: { table, items } }: Fixture,
  value: object,
  name: SecretName,
  providers: readonly ProviderSettings[],
): Promise<Scene> {
  const arn = await store.create(value);
  const state = { now: Date.now() };
  const lines: Record<string, unknown>[] = [];
  const log: Log = (level, event, fields) => void lines.push({ level, event, ...fields });
  const clock = () => state.now;
  const isProvider = name !== 'session-keys';
  const ports: RotationPorts = {
    ...{ table, log, clock, random: randomBytes, versions: store.versions, wait: async () => undefined },
    settings: { providers, session: { idleSeconds: 3600, absoluteSeconds: 7 * 24 * 3600, freshSeconds: 600 } },
    clientSecretAt: (provider) =>
      createClientSecretLifecycle(settingsOf(providers, provider), { clock, random: randomBytes, loopbackHttp: true }),
    redirectUri: (provider) => `https://app.example.com/callback/${provider}`,
    providerSecretArn: (provider) => (isProvider && provider === name.provider ? arn : undefined),
    sessionKeysArn: isProvider ? 'arn:of:the:session-keys' : arn,
  };
  // Events that are about no provider are told apart by when they came.
  const seen = new Set(isProvider ? [] : Object.keys(await items()));
  const begun = new Set<string>();
  const take: Scene['take'] = async (Step, ClientRequestToken, by = ports) => {
    if (Step === 'createSecret' && !begun.has(ClientRequestToken)) await store.begin(arn, ClientRequestToken);
    begun.add(ClientRequestToken);
    await rotate({ Step, SecretId: arn, ClientRequestToken }, by);
  };
  const current = async () => {
    const version = await store.versions.read(arn, { label: 'AWSCURRENT' });
    if (version === undefined) throw new Error('the secret has no current version');
    return version;
  };
  return {
    ...{ arn, name, ports, lines, state, take, current },
    first: (await current()).id,
    async rotate(version, by) {
      for (const step of steps) await take(step, version, by);
    },
    async labels() {
      const known = await store.versions.labels(arn);
      return Object.fromEntries([...known].map(([id, labels]) => [id, [...labels].sort()]));
    },
    status: () => findSecretStatus(table, name),
    async trail() {
      const events = Object.entries(await items()).filter(([key]) => key.startsWith('AUDIT#') && !seen.has(key));
      const records = events.map(([, item]) => unmarshall(item));
      return records.filter(({ provider }) => !isProvider || provider === name.provider);
    },
  };
}

function settingsOf(providers: readonly ProviderSettings[], name: string): ProviderSettings {
  const settings = providers.find((provider) => provider.name === name);
  if (settings === undefined) throw new Error(`no provider ${name} is enabled`);
  return settings;
}
