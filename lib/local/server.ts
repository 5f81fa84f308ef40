import type { Server } from 'node:http';
import { LocalFailure } from './failure.ts';

/**
 * Makes a server listen on `port` of `host`. Rejects with the Node.js error if that fails, for example with code
 * EADDRINUSE.
 */
export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Makes a server listen on any free port of 127.0.0.1, and returns the port. */
export async function listenAnywhere(server: Server): Promise<number> {
  await listen(server, 0, '127.0.0.1');
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new LocalFailure('The stand-ins have no port to listen on.');
  return address.port;
}

/** Makes a server stop listening, and closes its open connections. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
