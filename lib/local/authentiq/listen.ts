import { createServer, type RequestListener, type Server } from 'node:http';
import { systemErrorCode } from '../failure.ts';

/** Codes of addresses that this machine does not have, for example IPv6 ones where it is off. */
const absentAddress = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

function listenOn(handler: RequestListener, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(handler);
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

function isAbsentAddress(reason: unknown): boolean {
  const code = systemErrorCode(reason);
  return code !== undefined && absentAddress.has(code);
}

/**
 * Serves one port on several addresses; those that the machine does not have are left out, as long as one remains.
 * @returns what stops it, open connections included
 * @throws the node error, for example with code EADDRINUSE; nothing then listens
 */
export async function listenOnHosts(
  handler: RequestListener,
  hosts: readonly string[],
  port: number,
): Promise<() => Promise<void>> {
  const results = await Promise.allSettled(hosts.map((host) => listenOn(handler, host, port)));
  const servers = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const reasons = results.flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []));
  const stop = async () => {
    await Promise.all(servers.map(close));
  };
  const fatal = reasons.find((reason) => !isAbsentAddress(reason) || servers.length === 0);
  if (fatal !== undefined) {
    await stop();
    throw fatal;
  }
  return stop;
}
