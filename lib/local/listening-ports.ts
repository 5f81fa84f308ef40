import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { LocalFailure, systemErrorCode } from './failure.ts';
import type { LocalOptions } from './options.ts';

/** IP addresses on which the servers listen, and the host by which other devices reach them. */
export interface Addresses {
  /** IP addresses of this machine to listen on. */
  readonly hosts: readonly string[];
  /** Host name or IP address in URLs that other devices use. */
  readonly publicHost: string;
}

/**
 * The addresses to listen on: loopback, and `host` if given. Throws `LocalFailure` if `host` is not an IP address of
 * this machine.
 */
export async function resolveAddresses(host: string | undefined): Promise<Addresses> {
  const loopback = (await canListen('::1')) ? ['127.0.0.1', '::1'] : ['127.0.0.1'];
  if (host === undefined) return { hosts: loopback, publicHost: 'localhost' };
  if (!(await canListen(host))) {
    throw new LocalFailure(`--host ${host} is not an address of this machine: use one of its own, or 0.0.0.0 for all.`);
  }
  if (host === '0.0.0.0') return { hosts: ['0.0.0.0', ...loopback.slice(1)], publicHost: firstNetworkAddress() };
  if (host === '::') return { hosts: ['::'], publicHost: firstNetworkAddress() };
  const hosts = loopback.includes(host) ? loopback : [...loopback, host];
  return { hosts, publicHost: host.includes(':') ? `[${host}]` : host };
}

/**
 * Throws `LocalFailure` unless a server can listen on `port` of every one of `hosts`. The message names `what`, the
 * server that needs the port.
 */
export async function requireFreePort(port: number, hosts: readonly string[], what: string): Promise<void> {
  for (const host of hosts) {
    const code = await tryListening(port, host);
    if (code === undefined) continue;
    if (code === 'EADDRINUSE') {
      throw new LocalFailure(
        `Port ${port} is in use, and ${what} needs it: end the process that listens there, or choose another with --port N (or --port 0 for any).`,
      );
    }
    throw new LocalFailure(`${what} cannot listen on port ${port} of ${host} (${code}): choose another with --port N.`);
  }
}

/** How long a found port stays reserved. Its server listens by the end of this time, even on an overloaded machine. */
const reservationMs = 300_000;

/**
 * A random port that is free on every one of `hosts`. It is reserved for `reservationMs`, so that two runs that start
 * at the same time never find the same port. The port is below the port ranges from which operating systems choose
 * ports of outgoing connections, so no such connection can occupy it. Throws `LocalFailure` if no free port is found.
 */
export async function findFreePort(
  hosts: readonly string[],
  candidate: () => number = () => randomInt(20_000, 32_000),
): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = candidate();
    if (!(await reserve(port))) continue;
    const codes = await Promise.all(hosts.map((host) => tryListening(port, host)));
    if (codes.every((code) => code === undefined)) return port;
  }
  throw new LocalFailure('No free port was found between 20000 and 32000: choose one with --port N.');
}

/**
 * Reserves a TCP port by binding the UDP socket with the same port number. Only one process can bind that socket, and
 * the TCP port stays free for the server. Returns false if the UDP socket cannot be bound.
 */
function reserve(port: number): Promise<boolean> {
  const socket = createSocket('udp4').unref();
  return new Promise((resolve) => {
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      setTimeout(() => socket.close(), reservationMs).unref();
      resolve(true);
    });
  });
}

async function canListen(host: string): Promise<boolean> {
  return (await tryListening(0, host)) === undefined;
}

/** Listens briefly on a port. Returns the error code with which listening fails, or undefined if it succeeds. */
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

/** Ports and URLs of the gateway and of the local provider. */
export interface ChosenPorts {
  readonly addresses: Addresses;
  readonly port: number;
  readonly providerPort: number;
  /** Public origin of the gateway, without a trailing slash. */
  readonly baseUrl: string;
  /** The local provider's issuer, with a trailing slash like Authentiq's. */
  readonly issuer: string;
}

/**
 * Chooses IP addresses and ports according to the command line options. Throws `LocalFailure` if the gateway's port is
 * in use.
 */
export async function choosePorts(options: LocalOptions): Promise<ChosenPorts> {
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
