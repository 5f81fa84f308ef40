import { type Deadline, deadlineIn } from '../../../functions/core/base/deadline.ts';
import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import type { LoginSettings } from '../../../functions/core/contract/settings.ts';
import { createSite } from '../../../functions/core/http/site.ts';
import type { ProviderMetadata } from '../../../functions/core/oidc/parse-metadata.ts';
import type { Provider } from '../../../functions/core/provider/index.ts';
import { createKeyring, type Keyring } from '../../../functions/core/sessions/keyring.ts';
import { keys } from '../../../functions/core/storage/table/keys.ts';
import type { Item, Table } from '../../../functions/core/storage/table/port.ts';
import type { LoginPorts } from '../../../functions/login/ports.ts';
import { sessionKeysWith, soleKey } from '../core/support/session-keys.ts';
import { providerSettings } from '../core/support/settings.ts';

/** When every login begins, in milliseconds since the epoch. */
export const now = Date.UTC(2026, 10, 23);

/** By when a login must have begun. */
export const deadline: Deadline = deadlineIn(9000, () => now);

/** The keyring of the ports. */
export const keyring: Keyring = createKeyring(soleKey('k'.repeat(32)));

/** Metadata with every endpoint. */
export const metadata: ProviderMetadata = {
  authorizationEndpoint: 'https://login.example.com/authorize',
  tokenEndpoint: 'https://login.example.com/token',
  userinfoEndpoint: 'https://login.example.com/userinfo',
  jwksUri: 'https://login.example.com/jwks',
  endSessionEndpoint: 'https://login.example.com/logout',
  issInResponse: true,
  pushedRequestsRequired: false,
};

/** What a test says of the ports. */
export interface Scene {
  readonly provider?: Partial<ProviderSettings>;
  readonly settings?: Partial<LoginSettings>;
  readonly metadata?: () => Promise<ProviderMetadata>;
  readonly keyring?: () => Promise<Keyring>;
  readonly prepare?: Provider['prepare'];
  readonly push?: Provider['push'];
  readonly log?: LoginPorts['log'];
  /** What the table holds. */
  readonly items?: readonly Item[];
  readonly table?: Partial<Table>;
}

/** The item of a provider that operators have switched off, or on again. */
export function switchItem(provider: string, enabled = false): Item {
  return { ...keys.providerSwitch(provider), enabled: { BOOL: enabled } };
}

const unused = () => Promise.reject(new Error('a login start has no business with this'));

/** A table that gives what it holds by batch reads, and does nothing else unless a test says so. */
function tableOf({ items = [], table }: Scene): Table {
  const holds = (keys: readonly Item[]) =>
    items.filter(({ pk, sk }) => keys.some((key) => key['pk']?.S === pk?.S && key['sk']?.S === sk?.S));
  return {
    get: unused,
    batchGet: async (keys) => holds(keys),
    query: unused,
    put: unused,
    update: unused,
    delete: unused,
    transact: unused,
    ...table,
  };
}

/** Ports of the login door with one provider. Random bytes count up, so that no two draws are alike. */
export function loginPorts(scene: Scene = {}): LoginPorts {
  const settings = providerSettings(scene.provider);
  const loginSettings: LoginSettings = {
    providers: [settings],
    appOrigins: ['https://app.example.com'],
    session: { idleSeconds: 8 * 3600, absoluteSeconds: 7 * 24 * 3600, freshSeconds: 600 },
    ...scene.settings,
  };
  const providers: readonly Provider[] = loginSettings.providers.map((settings) => ({
    settings,
    prepare: scene.prepare ?? (() => undefined),
    metadata: scene.metadata ?? (async () => metadata),
    keys: () => ({ secrets: unused, jwks: unused }),
    push: scene.push ?? unused,
    exchange: unused,
    userinfo: unused,
  }));
  let draws = 0;
  return {
    settings: loginSettings,
    site: createSite('https://postern.example.com', loginSettings),
    log: scene.log ?? (() => undefined),
    clock: () => now,
    random: (bytes) => {
      draws += 1;
      return new Uint8Array(bytes).fill(draws);
    },
    sessionKeys: sessionKeysWith(scene.keyring ?? (async () => keyring)),
    provider: (name) => providers.find(({ settings }) => settings.name === name),
    logoutProvider: () => undefined,
    table: tableOf(scene),
  };
}
