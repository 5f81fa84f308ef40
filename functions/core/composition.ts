import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectionFromEnvironment } from './aws/environment.ts';
import type { DoorPorts } from './http/adapt.ts';
import { createSite } from './http/site.ts';
import { jsonLog } from './log.ts';
import { environment, providerSecretVariable, type SettingsByFunction, settingsFile } from './names.ts';
import { createProvider, type Provider } from './provider/index.ts';
import { createSecrets } from './secrets/secrets-manager.ts';
import { createKeyrings } from './secrets/session-keys.ts';
import type { Keyring } from './sessions/keyring.ts';
import type { Random } from './sessions/session-token.ts';
import { createTable } from './storage/dynamodb.ts';
import type { Table } from './storage/port.ts';

/** What every door of the HTTP API is composed of. */
export interface Ports<Settings> extends DoorPorts {
  readonly settings: Settings;
  readonly table: Table;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly random: Random;
  /** The keyring of the session keys as they are now. */
  readonly keyring: () => Promise<Keyring>;
  /** An enabled provider by name. */
  readonly provider: (name: string | undefined) => Provider | undefined;
}

/** Composes a door's ports from the function's environment and settings file. The door's name says which settings. */
export function compose<Door extends keyof SettingsByFunction>(): Ports<SettingsByFunction[Door]> {
  const settings = readSettings<SettingsByFunction[Door]>();
  const clock = Date.now;
  const connection = connectionFromEnvironment(process.env);
  const secrets = createSecrets(connection, clock, randomFraction);
  const loopbackHttp = process.env[environment.allowLoopbackHttp] === 'true';
  const providers = settings.providers.map((provider) => {
    const secretArn = process.env[providerSecretVariable(provider.name)];
    return createProvider(provider, { clock, secrets, secretArn, loopbackHttp });
  });
  return {
    settings,
    table: createTable(required(environment.tableName), connection, randomFraction, randomUUID),
    site: createSite(required(environment.baseUrl), settings),
    log: jsonLog,
    clock,
    random: randomBytes,
    keyring: createKeyrings(secrets, required(environment.sessionKeysSecret)),
    provider: (name) => providers.find((provider) => provider.settings.name === name),
  };
}

/** A random number from 0 up to 1. */
function randomFraction(): number {
  return randomInt(2 ** 32) / 2 ** 32;
}

/** The settings that synthesis wrote beside the code (LAMBDA_TASK_ROOT is where Lambda unpacks it). */
function readSettings<Settings>(): Settings {
  return JSON.parse(readFileSync(join(required('LAMBDA_TASK_ROOT'), settingsFile), 'utf8'));
}

function required(variable: string): string {
  const value = process.env[variable];
  if (value === undefined || value === '') throw new Error(`the environment variable ${variable} is not set`);
  return value;
}
