import { createSite } from '../../../functions/core/http/site.ts';
import type { Provider } from '../../../functions/core/provider/index.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import type { SessionPorts } from '../../../functions/session/ports.ts';
import { providerSettings } from '../core/support/settings.ts';
import { start } from '../core/support/sign-ins.ts';

const unused = () => Promise.reject(new Error('the test has no business with this'));
const table: Table = {
  get: unused,
  batchGet: unused,
  query: unused,
  put: unused,
  update: unused,
  delete: unused,
  transact: unused,
};

/** Ports of the session door with one provider, `corp`, and a table that must not be asked. */
export function sessionPorts(changes: Pick<SessionPorts, 'sessionKeys' | 'log'>): SessionPorts {
  const settings = {
    providers: [providerSettings()],
    appOrigins: [],
    disabledProviders: [],
    tokenAudiences: {},
    session: { idleSeconds: 8 * 3600, absoluteSeconds: 7 * 24 * 3600, freshSeconds: 600 },
    routes: [],
  };
  const provider: Provider = {
    settings: providerSettings(),
    prepare: () => undefined,
    metadata: unused,
    keys: () => ({ secrets: unused, jwks: unused }),
    push: unused,
    exchange: unused,
    userinfo: unused,
  };
  return {
    settings,
    site: createSite('https://postern.example.com', settings),
    clock: () => start,
    random: (bytes) => new Uint8Array(bytes),
    table,
    provider: (name) => (name === 'corp' ? provider : undefined),
    logoutProvider: (name) => (name === 'corp' ? provider : undefined),
    ...changes,
  };
}
