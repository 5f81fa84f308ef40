import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { deadlineIn } from '../../../../functions/core/base/deadline.ts';
import { createProviderClient } from '../../../../functions/core/provider/http-client.ts';
import { jsonAnswer, type LoopbackServer, startLoopbackServer } from '../support/loopback-server.ts';
import { problem } from '../support/problems.ts';

let server: LoopbackServer;
beforeAll(async () => {
  server = await startLoopbackServer();
});
beforeEach(() => server.answer(jsonAnswer({ ok: true })));
afterAll(() => server.close());

const client = createProviderClient('login.example.com', true);
const ample = () => deadlineIn(20_000, Date.now);
const brief = () => deadlineIn(150, Date.now);
const get = (path = '/', deadline = ample()) => client({ method: 'GET', url: server.origin + path }, deadline);

describe('a call', () => {
  test('gives status, content type and body', async () => {
    expect(await get()).toEqual({ status: 200, contentType: 'application/json', body: '{"ok":true}' });
  });

  test.each([
    ['application/jwt', 'application/jwt'],
    ['Application/JWT; charset=utf-8', 'application/jwt'],
    [' application/jwt ;charset="a;b"', 'application/jwt'],
    ['', ''],
  ])('tells the media type of %j without its parameters, in lower case', async (header, contentType) => {
    server.answer((response) => void response.writeHead(200, { 'content-type': header }).end('x'));
    expect(await get()).toMatchObject({ contentType });
  });

  test('sends what it is told, and asks for JSON without an encoding', async () => {
    const headers = { authorization: 'Basic x', 'content-type': 'application/x-www-form-urlencoded' };
    await client({ method: 'POST', url: `${server.origin}/token?a=b`, headers, body: 'code=ü' }, ample());
    expect(server.received.at(-1)).toMatchObject({
      method: 'POST',
      url: '/token?a=b',
      body: 'code=ü',
      headers: { ...headers, accept: 'application/json', 'accept-encoding': 'identity', 'content-length': '7' },
    });
  });

  test('gives errors as answers', async () => {
    server.answer(jsonAnswer({ error: 'invalid_grant' }, 400));
    expect(await get()).toMatchObject({ status: 400, body: '{"error":"invalid_grant"}' });
  });

  test('puts together an answer that comes in pieces', async () => {
    server.answer((response) => {
      const bytes = Buffer.from('{"name":"ü"}');
      response.write(bytes.subarray(0, 10));
      setTimeout(() => response.end(bytes.subarray(10)), 10);
    });
    expect(await get()).toEqual({ status: 200, body: '{"name":"ü"}' });
  });

  test('has a connection of its own', async () => {
    const ports = new Set<number | undefined>();
    server.answer((response) => {
      ports.add(response.socket?.remotePort);
      response.end();
    });
    for (const path of ['/a', '/b', '/c']) await get(path);
    expect(ports.size).toBe(3);
  });

  test('follows no redirect', async () => {
    const before = server.received.length;
    server.answer((response) => response.writeHead(302, { location: `${server.origin}/elsewhere` }).end());
    expect(await get()).toMatchObject({ status: 302, body: '' });
    expect(server.received).toHaveLength(before + 1);
  });
});

describe('a provider that fails', () => {
  const half = 256 * 1024;

  test('by an answer over 512 KiB is a provider_error', async () => {
    server.answer((response) => response.end(Buffer.alloc(2 * half)));
    expect((await get()).body).toHaveLength(2 * half);
    server.answer((response) => response.end(Buffer.alloc(2 * half + 1)));
    await expect(get()).rejects.toEqual(problem('provider_error', { message: 'the answer is too large' }));
  });

  test('by an answer that never ends is a provider_error', async () => {
    server.answer((response) => {
      const write = (): void => {
        if (!response.destroyed) response.write(Buffer.alloc(half), () => setImmediate(write));
      };
      write();
    });
    await expect(get()).rejects.toEqual(problem('provider_error', { message: 'the answer is too large' }));
  });

  test.each(['gzip', 'br', 'deflate', 'GZIP'])('by an answer encoded as %s is a provider_error', async (encoding) => {
    server.answer((response) => response.setHeader('content-encoding', encoding).end(gzipSync('{}')));
    await expect(get()).rejects.toEqual(problem('provider_error', { message: 'the answer is encoded' }));
  });

  test('by hanging is provider_unreachable', async () => {
    server.answer(() => undefined);
    await expect(get('/', brief())).rejects.toEqual(problem('provider_unreachable'));
  });

  test('by dripping is provider_unreachable: the deadline is for the whole', async () => {
    server.answer((response) => {
      const drip = setInterval(() => response.write(' '), 10);
      response.once('close', () => clearInterval(drip));
    });
    await expect(get('/', brief())).rejects.toEqual(problem('provider_unreachable'));
  });

  test('by a reset before or within the answer is provider_unreachable, and nothing is sent twice', async () => {
    const before = server.received.length;
    server.answer((response) => response.destroy());
    await expect(get()).rejects.toEqual(problem('provider_unreachable'));
    server.answer((response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{');
      setTimeout(() => response.destroy(), 20);
    });
    await expect(get()).rejects.toEqual(problem('provider_unreachable'));
    expect(server.received).toHaveLength(before + 2);
  });

  test('by changing the protocol is a provider_error', async () => {
    server.answer((response) => {
      response.socket?.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n');
    });
    await expect(get()).rejects.toEqual(problem('provider_error'));
  });

  test('by not listening is provider_unreachable', async () => {
    const gone = await startLoopbackServer();
    await gone.close();
    await expect(client({ method: 'GET', url: gone.origin }, ample())).rejects.toEqual(problem('provider_unreachable'));
  });

  test('is not called at all once the deadline is over', async () => {
    const before = server.received.length;
    for (const left of [0, -1]) {
      await expect(get('/', { remaining: () => left })).rejects.toEqual(problem('provider_unreachable'));
    }
    await get();
    expect(server.received).toHaveLength(before + 1);
  });
});

describe('URLs', () => {
  const strict = createProviderClient('login.example.com', false);
  const call = (url: string, by = strict) => by({ method: 'GET', url }, ample());

  test.each(['http://login.example.com/', 'https://user@login.example.com/', 'ftp://login.example.com/', 'text'])(
    '%s may not be called',
    async (url) => {
      await expect(call(url)).rejects.toEqual(problem('provider_error', { message: 'the URL may not be called' }));
    },
  );

  test('http to this machine may not be called but in local runs', async () => {
    const before = server.received.length;
    await expect(call(server.origin)).rejects.toEqual(problem('provider_error'));
    expect(server.received).toHaveLength(before);
  });

  test.each([
    'https://127.0.0.1/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://localhost/',
  ])('%s that a provider names leads to an internal address', async (url) => {
    await expect(call(url)).rejects.toEqual(
      problem('provider_error', { message: 'an endpoint of the provider leads to an internal address' }),
    );
  });

  test('the configured host alone may be internal', async () => {
    const configured = createProviderClient(server.host, false);
    // Whoever listens there speaks no TLS: it was called.
    await expect(call(`https://${server.host}/`, configured)).rejects.toEqual(problem('provider_unreachable'));
    await expect(call('https://127.0.0.1:1/', configured)).rejects.toEqual(problem('provider_error'));
  });
});
