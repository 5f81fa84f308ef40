import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { preferredRepresentation } from '../../../../functions/core/http/accept.ts';

test.each([
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'html'],
  ['application/json', 'json'],
  ['application/problem+json', 'json'],
  ['application/problem+json, application/json', 'json'],
  ['Application/JSON; charset=utf-8', 'json'],
  ['application/json;q=0.5, text/html;q=0.4', 'json'],
  ['application/json; q=0.4 , text/html; q=0.5', 'html'],
  ['text/html;q=0.001, application/json;q=0', 'html'],
  ['text/html, application/json', 'html'],
  ['application/json, application/xhtml+xml;q=0.9', 'json'],
  ['text/html;q=0, application/json;q=0.1', 'json'],
  ['application/json;q=0', 'html'],
  ['application/json;q=0, */*', 'html'],
  ['application/json;q=0, application/*', 'html'],
  ['text/html;q=0', 'json'],
  ['text/html; q=0.000, */*;q=0.1', 'json'],
  ['application/*', 'json'],
  ['APPLICATION/* ; q=0.2, */*;q=0.1', 'json'],
  ['application/*;q=0', 'html'],
  ['application/*;q=0.3, text/html;q=0.2', 'json'],
  ['text/*', 'html'],
  ['text/*;q=0.5, application/json;q=0.4', 'html'],
  ['text/*, application/*', 'html'],
])('Accept: %s prefers %s', (accept, expected) => {
  expect(preferredRepresentation(accept, 'html')).toBe(expected);
  expect(preferredRepresentation(accept, 'json')).toBe(expected);
});

test.each([undefined, '', '*/*', '*/*;q=0', 'image/png', 'application/jsonp', 'text/html;q=0, application/json;q=0'])(
  'Accept: %s leaves it to the route',
  (accept) => {
    expect(preferredRepresentation(accept, 'html')).toBe('html');
    expect(preferredRepresentation(accept, 'json')).toBe('json');
  },
);

test('any header is answered', () => {
  fc.assert(
    fc.property(fc.string(), (accept) => expect(['html', 'json']).toContain(preferredRepresentation(accept, 'html'))),
  );
});
