import { describe, expect, test } from '@jest/globals';
import { framedPageHeaders, pageHeaders, toHttpApiResult } from '../../../../functions/core/http/headers.ts';
import { empty, json, redirect, withCookies, withHeaders } from '../../../../functions/core/http/response.ts';

const everywhere = {
  'cache-control': 'no-store',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
};

describe('every response', () => {
  test.each([
    [redirect(302, '/a'), { location: '/a' }, 302, ''],
    [redirect(303, '/a'), { location: '/a' }, 303, ''],
    [json(200, { a: 1 }), { 'content-type': 'application/json' }, 200, '{"a":1}'],
    [json(404, {}, 'application/problem+json'), { 'content-type': 'application/problem+json' }, 404, '{}'],
    [empty(204, { allow: 'GET' }), { allow: 'GET' }, 204, ''],
    [withHeaders(empty(200), { vary: 'origin' }), { vary: 'origin' }, 200, ''],
  ])('%j carries the security headers', (response, own, statusCode, body) =>
    expect(toHttpApiResult(response)).toEqual({ statusCode, headers: { ...everywhere, ...own }, cookies: [], body }),
  );

  test('keeps its cookies in order', () => {
    const response = withCookies(redirect(303, '/', ['a=1']), ['b=2']);
    expect(toHttpApiResult(response).cookies).toEqual(['a=1', 'b=2']);
  });
});

describe('pageHeaders', () => {
  test('allow only the inline style, data images and the named form targets', () => {
    const headers = pageHeaders("'sha256-x'", ['https://a.example', 'https://b.example', 'https://a.example']);
    expect(headers).toEqual({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; " +
        "form-action 'self' https://a.example https://b.example; style-src 'sha256-x'; img-src data:",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
  });
});

describe('framedPageHeaders', () => {
  test('allow only framing by the named origins', () => {
    expect(framedPageHeaders(['https://a.example', 'https://b.example:8443', 'https://a.example'])).toEqual({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; base-uri 'none'; form-action 'none'; " +
        'frame-ancestors https://a.example https://b.example:8443',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'cross-origin',
    });
  });
});
