import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  checkSize,
  type HttpApiEvent,
  mediaType,
  readForm,
  requestFrom,
} from '../../../../functions/core/http/request.ts';
import { runs } from '../../../support/fuzz/runs.ts';
import { problem } from '../support/problems.ts';
import { httpApiEvent, request } from '../support/requests.ts';

describe('requestFrom', () => {
  test('reads an event of payload format 2.0', () => {
    const event = httpApiEvent({
      path: '/login/corp',
      routeKey: 'GET /login/{provider}',
      provider: 'corp',
      query: 'return_to=%2Fa&x=1&x=2',
      headers: { accept: 'text/html' },
      cookies: ['a=1', 'b=2'],
    });
    const read = requestFrom(event);
    expect(read).toMatchObject({
      routeKey: 'GET /login/{provider}',
      method: 'GET',
      path: '/login/corp',
      provider: 'corp',
      headers: { accept: 'text/html' },
      cookieHeader: 'a=1; b=2',
      body: '',
      sourceIp: '192.0.2.7',
      userAgent: 'Browser/1.0',
      requestId: 'request-1',
    });
    expect(read.query.get('return_to')).toBe('/a');
    expect(read.query.getAll('x')).toEqual(['1', '2']);
  });

  test('reads the id in the path', () => {
    const event = { ...httpApiEvent(), pathParameters: { id: 'ses_1' } };
    expect(requestFrom(event)).toMatchObject({ id: 'ses_1', provider: undefined });
    expect(request()).toHaveProperty('id', undefined);
  });

  test('reads the Cookie header if the event has no list', () => {
    expect(request({ headers: { cookie: 'a=1' } }).cookieHeader).toBe('a=1');
    expect(request().cookieHeader).toBe('');
  });

  test('provider and user agent may be absent', () => {
    const event = httpApiEvent();
    const http = { method: 'GET', sourceIp: '192.0.2.7' };
    const read = requestFrom({ ...event, requestContext: { requestId: 'r', http } });
    expect(read).toMatchObject({ provider: undefined, userAgent: '' });
  });

  test('decodes a base64 body', () => {
    const body = Buffer.from('código=1').toString('base64');
    expect(request({ body, isBase64Encoded: true }).body).toBe('código=1');
    expect(request({ body }).body).toBe(body);
  });
});

describe('checkSize', () => {
  test('returns requests of ordinary size unchanged', () => {
    const ordinary = request({ query: 'a=b', body: 'c' });
    expect(checkSize(ordinary)).toBe(ordinary);
  });

  test('refuses a query string over 8 KiB', () => {
    const query = (length: number) => request({ query: `a=${'x'.repeat(length - 2)}` });
    expect(() => checkSize(query(8192))).not.toThrow();
    expect(() => checkSize(query(8193))).toThrow(problem('too_large'));
  });

  test('refuses a body over 64 KiB, counted in decoded bytes', () => {
    const limit = 64 * 1024;
    const base64 = (length: number) => ({ body: Buffer.alloc(length, 'x').toString('base64'), isBase64Encoded: true });
    for (const right of [{ body: 'x'.repeat(limit) }, base64(limit)]) {
      expect(() => checkSize(request(right))).not.toThrow();
    }
    for (const wrong of [{ body: 'x'.repeat(limit + 1) }, { body: 'ü'.repeat(limit / 2 + 1) }, base64(limit + 1)]) {
      expect(() => checkSize(request(wrong))).toThrow(problem('too_large'));
    }
  });
});

test.each([
  ['application/json', 'application/json'],
  ['Application/JSON ; charset="utf-8"', 'application/json'],
  [' text/plain;x=application/json', 'text/plain'],
  ['', ''],
])('mediaType of %j is %j', (type, expected) => {
  expect(mediaType(request({ headers: { 'content-type': type } }))).toBe(expected);
});

test('mediaType is empty if none is named', () => {
  expect(mediaType(request())).toBe('');
});

describe('readForm', () => {
  const form = (type: string, method = 'POST') =>
    readForm(request({ method, body: 'a=1&a=2&b=%C3%BC+c', headers: { 'content-type': type } }));

  test.each([
    'application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded; charset=UTF-8',
    'Application/X-WWW-Form-Urlencoded ;charset=utf-8',
  ])('reads the fields of %j', (type) => {
    expect(form(type)?.getAll('a')).toEqual(['1', '2']);
    expect(form(type)?.get('b')).toBe('ü c');
  });

  test.each(['', 'text/plain', 'multipart/form-data', 'application/json', 'x application/x-www-form-urlencoded'])(
    'finds none in %j',
    (type) => expect(form(type)).toBeUndefined(),
  );

  test('finds no form in a GET, nor without a media type', () => {
    expect(form('application/x-www-form-urlencoded', 'GET')).toBeUndefined();
    expect(readForm(request({ method: 'POST', body: 'a=1' }))).toBeUndefined();
  });
});

describe('any input', () => {
  const texts = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-z%&=+;0-9A-F]{0,40}$/));
  const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const names = fc.constantFrom('accept', 'cookie', 'content-type', 'origin', '__proto__', 'constructor');
  const events: fc.Arbitrary<HttpApiEvent> = fc
    .record({
      routeKey: fc.oneof(fc.constant('$default'), texts),
      rawPath: texts,
      rawQueryString: texts,
      cookies: some(fc.array(texts)),
      headers: fc.dictionary(names, texts),
      pathParameters: some(fc.dictionary(fc.constantFrom('provider', 'id', 'proxy'), texts)),
      method: fc.constantFrom('GET', 'POST', 'DELETE', 'OPTIONS', 'BREW'),
      userAgent: some(texts),
      body: some(texts),
      isBase64Encoded: fc.boolean(),
    })
    .map(({ method, userAgent, cookies, pathParameters, body, ...rest }) => ({
      ...rest,
      ...(cookies && { cookies }),
      ...(pathParameters && { pathParameters }),
      ...(body !== undefined && { body }),
      requestContext: {
        requestId: 'request-1',
        http: { method, sourceIp: '192.0.2.7', ...(userAgent !== undefined && { userAgent }) },
      },
    }));

  test('any event of payload format 2.0 is read, and is of ordinary size or too large', () => {
    fc.assert(
      fc.property(events, (event) => {
        const read = requestFrom(event);
        expect(checkSize(read)).toBe(read);
        expect(read).toMatchObject({ path: event.rawPath, method: event.requestContext.http.method });
        expect(read.cookieHeader).toBe(event.cookies?.join('; ') ?? event.headers['cookie'] ?? '');
        expect(read.queryBytes).toBe(Buffer.byteLength(event.rawQueryString));
        expect([read.provider, read.id]).toEqual([event.pathParameters?.['provider'], event.pathParameters?.['id']]);
        for (const text of [read.body, read.userAgent, mediaType(read)]) expect(typeof text).toBe('string');
        const form = readForm(read);
        expect(form === undefined || (read.method === 'POST' && form instanceof URLSearchParams)).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });

  const pairs = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })));
  const type = { 'content-type': 'application/x-www-form-urlencoded' };

  test('form and query are read as written, in order and with duplicates', () => {
    fc.assert(
      fc.property(pairs, fc.boolean(), (written, isBase64Encoded) => {
        const text = new URLSearchParams(written).toString();
        const body = isBase64Encoded ? Buffer.from(text).toString('base64') : text;
        const read = request({ method: 'POST', headers: type, query: text, body, isBase64Encoded });
        expect([...read.query]).toEqual(written);
        expect([...(readForm(read) ?? [])]).toEqual(written);
      }),
    );
  });

  test('a single parameter is never read as none, nor a duplicate as a single one', () => {
    fc.assert(
      fc.property(texts, texts, texts, (before, between, after) => {
        const once = request({ method: 'POST', headers: type, body: `${before}&code=a&${after}` });
        expect(readForm(once)?.getAll('code')).toContain('a');
        const twice = request({ query: `${before}&code=a&${between}&code=b&${after}` });
        expect(twice.query.getAll('code')).toEqual(expect.arrayContaining(['a', 'b']));
      }),
    );
  });
});
