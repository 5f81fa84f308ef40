import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRouter } from '../../../../lib/local/gateway/router.ts';

const keys = ['GET /', 'GET /login', 'GET /login/{provider}', 'POST /login/new', 'ANY /login/new', 'GET /a/{b}/{c}'];
const router = createRouter([...keys, '$default'].map((routeKey) => ({ routeKey })));

describe('createRouter', () => {
  test.each([
    ['GET', '/', 'GET /', {}],
    ['GET', '/login', 'GET /login', {}],
    ['GET', '/login/authentiq', 'GET /login/{provider}', { provider: 'authentiq' }],
    ['GET', '/login/new', 'ANY /login/new', {}],
    ['POST', '/login/new', 'POST /login/new', {}],
    ['GET', '/login/a%20b%2Fc', 'GET /login/{provider}', { provider: 'a b/c' }],
    ['GET', '/a/__proto__/constructor', 'GET /a/{b}/{c}', { b: '__proto__', c: 'constructor' }],
    ['GET', '/login/', '$default', {}],
    ['GET', '/login/a/b', '$default', {}],
    ['HEAD', '/login', '$default', {}],
    ['DELETE', '/login/authentiq', '$default', {}],
    ['GET', '//', '$default', {}],
  ])('%s %s', (method, path, routeKey, pathParameters) => {
    expect(router(method, path)).toEqual({ route: { routeKey }, pathParameters });
  });

  test('without $default, an unmatched request has no route', () => {
    expect(createRouter([{ routeKey: 'GET /' }])('GET', '/x')).toBeUndefined();
  });

  test('parameters are percent-decoded', () => {
    const text = fc.string({ unit: 'binary', minLength: 1 }).filter((value) => value.isWellFormed());
    fc.assert(
      fc.property(text, (value) => {
        fc.pre(value !== 'new');
        expect(router('GET', `/login/${encodeURIComponent(value)}`)?.pathParameters).toEqual({ provider: value });
      }),
    );
  });
});
