import { describe, expect, test } from '@jest/globals';
import { checkSize, mediaType, readForm, requestFrom } from '../../../../functions/core/http/request.ts';
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

  test('reads what the path names beside a provider', () => {
    const event = { ...httpApiEvent(), pathParameters: { id: 'ses_1' } };
    expect(requestFrom(event)).toMatchObject({ id: 'ses_1', provider: undefined });
    expect(request()).toHaveProperty('id', undefined);
  });

  test('takes the Cookie header where the event has no list', () => {
    expect(request({ headers: { cookie: 'a=1' } }).cookieHeader).toBe('a=1');
    expect(request().cookieHeader).toBe('');
  });

  test('knows no provider and no browser where there is none', () => {
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
  test('lets requests of ordinary size pass as they are', () => {
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

test('mediaType is empty where none is named', () => {
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

  test('finds none in a GET, nor without a type', () => {
    expect(form('application/x-www-form-urlencoded', 'GET')).toBeUndefined();
    expect(readForm(request({ method: 'POST', body: 'a=1' }))).toBeUndefined();
  });
});
