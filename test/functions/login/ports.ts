import { createSite } from '../../../functions/core/http/site.ts';
import type { LoginSettings, ProviderSettings } from '../../../functions/core/names.ts';
import type { ProviderMetadata } from '../../../functions/core/oidc/metadata.ts';
import type { Provider } from '../../../functions/core/provider/index.ts';
import { createKeyring, type Keyring } from '../../../functions/core/sessions/keyring.ts';
import type { LoginPorts } from '../../../functions/login/login.ts';
import { providerSettings } from '../core/support/settings.ts';

/** When every login begins, in milliseconds since the epoch. */
export const now = Date.UTC(2026, 10, 23);

/** The keyring of the ports. */
export const keyring: Keyring = createKeyring({ current: 'k'.repeat(32) });

/** Metadata with every endpoint. */
export const metadata: ProviderMetadata = {
  authorizationEndpoint: 'https://login.example.com/authorize',
  tokenEndpoint: 'https://login.example.com/token',
  userinfoEndpoint: 'https://login.example.com/userinfo',
  jwksUri: 'https://login.example.com/jwks',
  endSessionEndpoint: 'https://login.example.com/logout',
  issInResponse: true,
};

/** What a test says of the ports. */
export interface Scene {
  readonly provider?: Partial<ProviderSettings>;
  readonly settings?: Partial<LoginSettings>;
  readonly metadata?: () => Promise<ProviderMetadata>;
  readonly keyring?: () => Promise<Keyring>;
}

/** Ports of the login door with one provider. Random bytes count up, so that no two draws are alike. */
export function loginPorts(scene: Scene = {}): LoginPorts {
  const settings = providerSettings(scene.provider);
  const unused = () => Promise.reject(new Error('a login start has no business with this'));
  const provider: Provider = {
    settings,
    metadata: scene.metadata ?? (async () => metadata),
    keys: () => ({ secrets: unused, jwks: unused }),
    exchange: unused,
    userinfo: unused,
  };
  const loginSettings = { providers: [settings], appOrigins: ['https://app.example.com'], ...scene.settings };
  let draws = 0;
  return {
    settings: loginSettings,
    site: createSite('https://postern.example.com', loginSettings),
    log: () => undefined,
    clock: () => now,
    random: (bytes) => {
      draws += 1;
      return new Uint8Array(bytes).fill(draws);
    },
    keyring: scene.keyring ?? (async () => keyring),
    provider: (name) => (name === settings.name ? provider : undefined),
  };
}
