import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { overrideMethod } from '../../../../functions/core/http/method-override.ts';
import { request } from '../support/requests.ts';

const served = new Set(['DELETE /sessions/{id}', 'POST /logout']);
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const posted = (body: string, routeKey = 'POST /sessions/{id}', headers: Record<string, string> = form) =>
  request({ method: 'POST', path: '/sessions/1', routeKey, body, headers });

test('a form with _method=DELETE is the DELETE of its path, any other request is unchanged', () => {
  const before = posted('a=1&_method=DELETE');
  expect(overrideMethod(before, served)).toEqual({ ...before, method: 'DELETE', routeKey: 'DELETE /sessions/{id}' });
});

test.each([
  ['where no DELETE is served', posted('_method=DELETE', 'POST /logout')],
  ['twice', posted('_method=DELETE&_method=DELETE')],
  ['in another case', posted('_method=delete')],
  ['in no form', posted('_method=DELETE', undefined, { 'content-type': 'text/plain' })],
  [
    'in the query',
    request({ method: 'POST', routeKey: 'POST /sessions/{id}', query: '_method=DELETE', headers: form }),
  ],
  ['by a GET', request({ routeKey: 'GET /sessions/{id}', body: '_method=DELETE', headers: form })],
  [
    'where no route was matched',
    request({ method: 'POST', routeKey: '$default', body: '_method=DELETE', headers: form }),
  ],
])('%s it is a field like any other', (_where, before) => {
  expect(overrideMethod(before, served)).toBe(before);
});

test('no other value of the field overrides the method', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }).filter((value) => value !== 'DELETE'),
      (value) => {
        const before = posted(new URLSearchParams({ _method: value }).toString());
        expect(overrideMethod(before, served)).toBe(before);
      },
    ),
    { examples: [['PUT'], ['GET'], ['DELETE '], [' DELETE'], ['DELETE\0']] },
  );
});
