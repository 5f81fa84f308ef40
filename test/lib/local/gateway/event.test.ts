import { describe, expect, test } from '@jest/globals';
import { createEvent, sourceIp, type WireRequest } from '../../../../lib/local/gateway/event.ts';

const request: WireRequest = {
  method: 'GET',
  url: '/login/a%20b?x=1&y=%26&x=2&z',
  httpVersion: '1.1',
  rawHeaders: ['Host', 'localhost:3000', 'Accept', 'a', 'ACCEPT', 'b', 'Cookie', 'c=1; d=2;', 'cookie', 'e=3'],
  body: Buffer.alloc(0),
  remoteAddress: '::ffff:192.168.1.5',
  localPort: 3000,
};
const served = { routeKey: 'GET /login/{provider}', pathParameters: { provider: 'a b' } };
const now = new Date('2026-11-03T04:05:06.789Z');

describe('createEvent', () => {
  test('makes the event that API Gateway makes', () => {
    expect(createEvent(request, served, now)).toEqual({
      version: '2.0',
      routeKey: 'GET /login/{provider}',
      rawPath: '/login/a b',
      rawQueryString: 'x=1&y=%26&x=2&z',
      cookies: ['c=1', 'd=2', 'e=3'],
      headers: {
        host: 'localhost:3000',
        accept: 'a,b',
        'x-forwarded-for': '192.168.1.5',
        'x-forwarded-port': '3000',
        'x-forwarded-proto': 'http',
      },
      queryStringParameters: { x: '1,2', y: '&', z: '' },
      pathParameters: { provider: 'a b' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'local',
        domainName: 'localhost',
        domainPrefix: 'localhost',
        http: { method: 'GET', path: '/login/a b', protocol: 'HTTP/1.1', sourceIp: '192.168.1.5', userAgent: '' },
        requestId: expect.stringMatching(/^[\w+/]{16}$/),
        routeKey: 'GET /login/{provider}',
        stage: '$default',
        time: '03/Nov/2026:04:05:06 +0000',
        timeEpoch: now.getTime(),
      },
      isBase64Encoded: false,
    });
  });

  test('omits absent members', () => {
    const event = createEvent(
      { ...request, url: '/', rawHeaders: [] },
      { routeKey: '$default', pathParameters: {} },
      now,
    );
    for (const key of ['cookies', 'queryStringParameters', 'pathParameters', 'body'])
      expect(event).not.toHaveProperty(key);
  });

  test.each([
    ['application/json; charset=utf-8', '{"a":1}', false],
    ['text/plain', '{"a":1}', false],
    ['application/x-www-form-urlencoded', Buffer.from('{"a":1}').toString('base64'), true],
    ['', Buffer.from('{"a":1}').toString('base64'), true],
  ])('a body of type %j', (type, body, isBase64Encoded) => {
    const withBody = { ...request, rawHeaders: ['Content-Type', type], body: Buffer.from('{"a":1}') };
    expect(createEvent(withBody, served, now)).toMatchObject({ body, isBase64Encoded });
  });

  test('IPv6 peers keep their address', () => {
    expect(sourceIp('::1')).toBe('::1');
    expect(sourceIp('::ffff:127.0.0.1')).toBe('127.0.0.1');
  });
});
