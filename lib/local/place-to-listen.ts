import type { LocalOptions } from './options.ts';
import { type Addresses, findFreePort, requireFreePort, resolveAddresses } from './ports.ts';

/** Where gateway and local provider are to listen, and the URLs that follow from it. */
export interface Place {
  readonly addresses: Addresses;
  readonly port: number;
  readonly providerPort: number;
  /** Public origin of the gateway, without a trailing slash. */
  readonly baseUrl: string;
  /** The local provider's issuer, with Authentiq's trailing slash. */
  readonly issuer: string;
}

/** Finds the place that the options ask for. Throws `LocalFailure` where the gateway's port is taken. */
export async function findPlace(options: LocalOptions): Promise<Place> {
  const addresses = await resolveAddresses(options.host);
  const port = options.port === 0 ? await findFreePort(addresses.hosts) : options.port;
  const providerPort = options.port === 0 ? await findFreePort(addresses.hosts) : port + 1;
  if (options.port !== 0) await requireFreePort(port, addresses.hosts, 'the gateway');
  return {
    addresses,
    port,
    providerPort,
    baseUrl: `http://localhost:${port}`,
    issuer: `http://localhost:${providerPort}/`,
  };
}
