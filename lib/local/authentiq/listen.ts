import { createServer, type RequestListener } from 'node:http';
import { systemErrorCode } from '../failure.ts';
import { closeServer, listen } from '../server.ts';

/** Error codes for IP addresses that this machine does not have, for example IPv6 addresses if IPv6 is off. */
const absentAddress = new Set<string | undefined>(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/**
 * Serves HTTP on one port of several IP addresses. Addresses that the machine does not have are skipped, unless none of
 * them can be used.
 * @returns a function that stops serving and closes open connections
 * @throws the Node.js error, for example with code EADDRINUSE, after which no address is served
 */
export async function listenOnHosts(
  handler: RequestListener,
  hosts: readonly string[],
  port: number,
): Promise<() => Promise<void>> {
  const results = await Promise.allSettled(
    hosts.map(async (host) => {
      const server = createServer(handler);
      await listen(server, port, host);
      return server;
    }),
  );
  const servers = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const reasons = results.flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []));
  const stop = async () => {
    await Promise.all(servers.map(closeServer));
  };
  const fatal = reasons.find((reason) => !absentAddress.has(systemErrorCode(reason)) || servers.length === 0);
  if (fatal !== undefined) {
    await stop();
    throw fatal;
  }
  return stop;
}
