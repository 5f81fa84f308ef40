import { randomBytes, randomUUID } from 'node:crypto';
import { connectionFromEnvironment } from './aws/environment.ts';
import { randomFraction, readFunctionSettings, requiredVariable } from './base/environment.ts';
import { jsonLog } from './base/log.ts';
import type { Random } from './base/random.ts';
import { environment, providerSecretVariable } from './contract/environment-names.ts';
import type { ProviderSettings } from './contract/provider-settings.ts';
import type { SettingsByFunction } from './contract/settings.ts';
import { writableDocuments } from './contract/table.ts';
import type { HandlerPorts } from './http/adapt.ts';
import { createSite } from './http/site.ts';
import { createProvider, type Provider } from './provider/index.ts';
import { createSecrets } from './secrets/secrets-manager.ts';
import { createSessionKeys, type SessionKeys } from './secrets/session-keys.ts';
import { createDocumentStores } from './storage/provider-document-store.ts';
import { createFallbackRecorder } from './storage/secret-fallbacks.ts';
import { createReadHistory } from './storage/secret-status.ts';
import { createTable } from './storage/table/dynamodb.ts';
import type { Table } from './storage/table/port.ts';

/** Dependencies of every function behind the HTTP API. */
export interface Ports<Settings> extends HandlerPorts {
  readonly settings: Settings;
  readonly table: Table;
  /** Returns the current time, milliseconds since the epoch. */
  readonly clock: () => number;
  readonly random: Random;
  readonly sessionKeys: SessionKeys;
  /** Finds a provider by its name, among those that the configuration enables; undefined if there is none. */
  readonly provider: (name: string | undefined) => Provider | undefined;
  /**
   * Finds a provider whose logouts are obeyed, by its name: an enabled one, or one that the configuration disables, with
   * which people may have signed in before.
   */
  readonly logoutProvider: (name: string | undefined) => Provider | undefined;
}

/** Creates the dependencies of a function from its environment variables and settings file. */
export function compose<Name extends keyof SettingsByFunction>(name: Name): Ports<SettingsByFunction[Name]> {
  const settings = readFunctionSettings<SettingsByFunction[Name]>();
  const clock = Date.now;
  const connection = connectionFromEnvironment(process.env);
  const log = jsonLog;
  const secrets = createSecrets(connection, { clock, random: randomFraction, log });
  const table = createTable(requiredVariable(environment.tableName), connection, randomFraction, randomUUID);
  const shared = {
    clock,
    random: randomBytes,
    secrets,
    history: createReadHistory(table),
    recordFallback: createFallbackRecorder({ table, log, clock }),
    documents: createDocumentStores({ table, log, clock, writable: writableDocuments[name] }),
  };
  const loopbackHttp = process.env[environment.allowLoopbackHttp] === 'true';
  const open = (provider: ProviderSettings): Provider => {
    const secretArn = process.env[providerSecretVariable(provider.name)];
    return createProvider(provider, { ...shared, secretArn, loopbackHttp });
  };
  const providers = settings.providers.map(open);
  const disabled = 'disabledProviders' in settings ? settings.disabledProviders.map(open) : [];
  const find = (from: readonly Provider[]) => (name: string | undefined) =>
    from.find((provider) => provider.settings.name === name);
  return {
    settings,
    table,
    site: createSite(requiredVariable(environment.baseUrl), settings),
    log,
    clock,
    random: randomBytes,
    sessionKeys: createSessionKeys(secrets, requiredVariable(environment.sessionKeysSecret)),
    provider: find(providers),
    logoutProvider: find([...providers, ...disabled]),
  };
}
