import { Provider } from 'oidc-provider/lib/provider.js';
import { serveClientConfiguration } from './client-configuration.ts';
import { ClientSecrets } from './client-secrets.ts';
import type { RegisteredClient } from './clients.ts';
import { serveDeveloper } from './developer.ts';
import { serveInteraction } from './interactions.ts';
import { loadKeys } from './keys.ts';
import { listenOnHosts } from './listen.ts';
import { People } from './people.ts';
import { servePhone } from './phone.ts';
import { Phones } from './phones.ts';
import { providerConfiguration } from './provider-configuration.ts';
import { type Registration, Registrations } from './registrations.ts';
import { adaptScopes } from './scope-middleware.ts';
import type { ProviderServices } from './services.ts';
import { Sites } from './sites.ts';
import { Store } from './store.ts';
import { Tickets } from './tickets.ts';
import { useClientSecrets } from './use-client-secrets.ts';

/** Options of the local provider. */
export interface ProviderOptions {
  /** The provider's issuer, with a trailing slash like Authentiq's, for example `http://localhost:3001/`. */
  readonly issuer: string;
  readonly port: number;
  /** IP addresses to listen on, for example `127.0.0.1` and `::1`. Those that the machine does not have are skipped. */
  readonly hosts: readonly string[];
  /** Origin at which phones reach the provider, without a trailing slash, for example `http://192.168.1.5:3001`. */
  readonly publicOrigin: string;
  /**
   * JSON file with keys, people, phones and sign-ins. It is created if missing, and only the file's owner can read it.
   */
  readonly dataFile: string;
  readonly clients: readonly RegisteredClient[];
}

/** A running local provider. */
export interface RunningProvider {
  /** Client configuration endpoint and registration access token by client ID (RFC 7592). */
  readonly registrations: ReadonlyMap<string, Registration>;
  close(): Promise<void>;
}

/**
 * Starts an OpenID provider that behaves like Authentiq: QR code, a simulated phone at `/phone`, push notifications,
 * and sign-out from the phone. Client secrets are managed at `/developer`, or by the client configuration endpoint (RFC
 * 7592).
 * @throws the Node.js error if the provider cannot listen, for example with code EADDRINUSE; LocalFailure if the data
 * file is damaged
 */
export async function startProvider(options: ProviderOptions): Promise<RunningProvider> {
  const store = new Store(options.dataFile);
  const people = new People(store);
  const secrets = new ClientSecrets(store);
  for (const client of options.clients) secrets.provide(client);
  const keys = await loadKeys(store);
  const configuration = providerConfiguration({ store, keys, people, clients: options.clients, secrets });
  const provider = new Provider(options.issuer, configuration);
  useClientSecrets(provider, secrets);
  const registrations = new Registrations(store, options.issuer);
  const clients = new Map(options.clients.map((client) => [client.clientId, client]));
  const services: ProviderServices = {
    provider,
    clients,
    secrets,
    registrations,
    people,
    phones: new Phones(store, people),
    tickets: new Tickets(store),
    sites: new Sites(store, provider, clients, secrets),
    publicOrigin: options.publicOrigin,
  };
  provider.use(adaptScopes);
  provider.use(async (ctx, next) => {
    for (const serve of [serveInteraction, servePhone, serveDeveloper, serveClientConfiguration]) {
      if (await serve(ctx, services)) return;
    }
    await next();
  });
  try {
    const stop = await listenOnHosts(provider.callback(), options.hosts, options.port);
    return {
      registrations: new Map([...clients.keys()].map((clientId) => [clientId, registrations.of(clientId)])),
      close: async () => {
        await stop();
        store.flush();
      },
    };
  } catch (error) {
    store.flush();
    throw error;
  }
}
