import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../../../lib/local/gateway/gateway.ts';
import { findFreePort } from '../../../../lib/local/listening-ports.ts';

const hosts = ['127.0.0.1'];
let port: number;
let gateway: Gateway;

beforeAll(async () => {
  port = await findFreePort(hosts);
  gateway = await startGateway(
    [
      { routeKey: 'POST /echo', timeoutMs: 5_000, invoke: async (event) => event },
      { routeKey: 'GET /throws', timeoutMs: 5_000, invoke: () => Promise.reject(new Error('secret reason')) },
      { routeKey: 'GET /hangs', timeoutMs: 20, invoke: () => new Promise(() => undefined) },
      { routeKey: 'GET /nonsense', timeoutMs: 5_000, invoke: async () => 'not JSON' },
    ],
    port,
    hosts,
  );
});
afterAll(() => gateway.close());

async function get(path: string, init?: RequestInit): Promise<[number, unknown]> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
  return [response.status, await response.json()];
}

test('a request becomes an event, and its result the response', async () => {
  const [status, event] = await get('/echo?a=b', { method: 'POST', body: 'x' });
  expect(status).toBe(200);
  expect(event).toMatchObject({ routeKey: 'POST /echo', rawQueryString: 'a=b', body: 'x' });
});

test.each([
  ['/throws', 500, 'Internal Server Error'],
  ['/nonsense', 500, 'Internal Server Error'],
  ['/hangs', 503, 'Service Unavailable'],
  ['/none', 404, 'Not Found'],
  ['/%zz', 400, 'Bad Request'],
])('%s gets API Gateway’s error response', async (path, status, message) => {
  expect(await get(path)).toEqual([status, { message }]);
});

test('headers above 10,240 bytes are refused, those below are not', async () => {
  const answer = await get('/none', { headers: { 'x-long': 'x'.repeat(10_200) } });
  expect(answer).toEqual([431, { message: 'Request Header Fields Too Large' }]);
  expect(await get('/none', { headers: { 'x-long': 'x'.repeat(9_000) } })).toEqual([404, { message: 'Not Found' }]);
});

test('a body above 10 MB is refused, one of 10 MB is not', async () => {
  const limit = 10 * 1024 * 1024;
  const [status, body] = await get('/echo', { method: 'POST', body: 'x'.repeat(limit + 1) });
  expect([status, body]).toEqual([413, { message: 'Request Entity Too Large' }]);
  expect((await get('/echo', { method: 'POST', body: 'x'.repeat(limit) }))[0]).toBe(200);
});

test('an absolute request target is refused', async () => {
  const socket = connect(port, '127.0.0.1');
  socket.end('GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  expect(await text(socket)).toMatch(/^HTTP\/1.1 400 /);
});

test('a port in use rejects with the node error', async () => {
  await expect(startGateway([], port, hosts)).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
