import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { LocalFailure, systemErrorCode } from './failure.ts';
import type { LocalOptions } from './options.ts';

/** Where the servers listen, and how another device reaches them. */
export interface Addresses {
  /** Addresses to listen on, every one of which this machine has. */
  readonly hosts: readonly string[];
  /** Host name or address for URLs that another device opens. */
  readonly publicHost: string;
}

/** Loopback, and `host` beside it. Throws `LocalFailure` where this machine does not have the address. */
export async function resolveAddresses(host: string | undefined): Promise<Addresses> {
  const loopback = (await canListen('::1')) ? ['127.0.0.1', '::1'] : ['127.0.0.1'];
  if (host === undefined) return { hosts: loopback, publicHost: 'localhost' };
  if (!(await canListen(host))) {
    throw new LocalFailure(
      `--host ${host} is not an address of this machine: take one of its own, or 0.0.0.0 for all.`,
    );
  }
  if (host === '0.0.0.0') return { hosts: ['0.0.0.0', ...loopback.slice(1)], publicHost: firstNetworkAddress() };
  if (host === '::') return { hosts: ['::'], publicHost: firstNetworkAddress() };
  const hosts = loopback.includes(host) ? loopback : [...loopback, host];
  return { hosts, publicHost: host.includes(':') ? `[${host}]` : host };
}

/** Throws `LocalFailure` where `port` cannot be listened on at one of `hosts`; `what` will listen there. */
export async function requireFreePort(port: number, hosts: readonly string[], what: string): Promise<void> {
  for (const host of hosts) {
    const code = await tryListening(port, host);
    if (code === undefined) continue;
    if (code === 'EADDRINUSE') {
      throw new LocalFailure(
        `Port ${port} is taken, and ${what} needs it: end what listens there, or choose another with --port N (or --port 0 for any).`,
      );
    }
    throw new LocalFailure(`${what} cannot listen on port ${port} of ${host} (${code}): choose another with --port N.`);
  }
}

/**
 * A port that is free at all `hosts`. It lies below the ranges from which operating systems take ports for outgoing
 * connections, so that it is still free when it is listened on later.
 */
export async function findFreePort(hosts: readonly string[]): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(20_000, 32_000);
    const codes = await Promise.all(hosts.map((host) => tryListening(port, host)));
    if (codes.every((code) => code === undefined)) return port;
  }
  throw new LocalFailure('No free port was found between 20000 and 32000: choose one with --port N.');
}

async function canListen(host: string): Promise<boolean> {
  return (await tryListening(0, host)) === undefined;
}

/** The system error's code that listening ends with, or undefined where it works. */
function tryListening(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      const code = systemErrorCode(error);
      if (code === undefined) reject(error);
      else resolve(code);
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

function firstNetworkAddress(): string {
  for (const addresses of Object.values(networkInterfaces())) {
    const found = addresses?.find((address) => address.family === 'IPv4' && !address.internal);
    if (found !== undefined) return found.address;
  }
  return 'localhost';
}

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
