import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { LocalFailure } from '../../../lib/local/failure.ts';
import { findFreePort, requireFreePort, resolveAddresses } from '../../../lib/local/listening-ports.ts';

const servers: Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)))));

test('a port in use is refused with one sentence, a free one is not', async () => {
  const port = await findFreePort(['127.0.0.1']);
  await requireFreePort(port, ['127.0.0.1'], 'the gateway');
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const check = requireFreePort(port, ['127.0.0.1'], 'the gateway');
  await expect(check).rejects.toThrow(LocalFailure);
  await expect(check).rejects.toThrow(
    `Port ${port} is in use, and the gateway needs it: end the process that listens there`,
  );
});

test('a port found once is not found again before its server listens', async () => {
  const taken = await findFreePort(['127.0.0.1']);
  const other = await findFreePort(['127.0.0.1']);
  const candidates = [taken, taken, other - 1, other - 2];
  const found = await findFreePort(['127.0.0.1'], () => candidates.shift() ?? 0);
  expect([other - 1, other - 2]).toContain(found);
});

describe('resolveAddresses', () => {
  test('only loopback, unless a host is given', async () => {
    const { hosts, publicHost } = await resolveAddresses(undefined);
    expect(hosts[0]).toBe('127.0.0.1');
    expect(publicHost).toBe('localhost');
  });

  test('0.0.0.0 replaces 127.0.0.1, and phones get a network address', async () => {
    const { hosts, publicHost } = await resolveAddresses('0.0.0.0');
    expect(hosts).not.toContain('127.0.0.1');
    expect(hosts[0]).toBe('0.0.0.0');
    expect(publicHost).toMatch(/^(?:localhost|\d+\.\d+\.\d+\.\d+)$/);
  });

  test('an address of this machine is added to loopback', async () => {
    expect(await resolveAddresses('127.0.0.2')).toMatchObject({ publicHost: '127.0.0.2' });
    expect((await resolveAddresses('127.0.0.2')).hosts).toContain('127.0.0.2');
  });

  test('an address of another machine is refused', async () => {
    await expect(resolveAddresses('192.0.2.1')).rejects.toThrow('--host 192.0.2.1 is not an address of this machine');
  });
});
