import { createServer, type RequestListener } from 'node:http';
import { systemErrorCode } from '../failure.ts';
import { closeServer, listen } from '../server.ts';

/** Error codes for addresses that this machine does not have, for example IPv6 ones if IPv6 is off. */
const absentAddress = new Set<string | undefined>(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/**
 * Serves one port on several addresses. It skips addresses that the machine does not have, unless no other remains.
 * @returns a function that stops it and ends open connections
 * @throws the node error, for example with code EADDRINUSE; then nothing listens
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
