import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkReturnTo } from '../../../../functions/core/http/return-to.ts';
import { runs } from '../../../support/fuzz/runs.ts';
import { problem } from '../support/problems.ts';

const own = 'https://login.example.com';
const apps = ['https://app.example.com', 'https://other.example.com:8443'];

/** Where a browser goes that is sent the accepted value; undefined where the value is refused. */
function destination(value: string): URL | undefined {
  try {
    expect(checkReturnTo(value, own, apps)).toBe(value);
    return new URL(value, `${own}/callback/corp`);
  } catch (refusal) {
    expect(refusal).toEqual(problem('return_to_not_allowed'));
    return undefined;
  }
}

describe('accepts', () => {
  test.each([
    '/',
    '/app',
    '/app/',
    '/a/b-c_d.e~f',
    '/a?b=c&d=%20e',
    '/a?next=https://app.example.com/x//y/../z',
    '/?a=/b?c',
    '/a#fragment/with?all',
    '/caf%C3%A9',
    "/a;b=c,d:e@f!$&'()*+",
    'https://login.example.com',
    'https://login.example.com/a',
    'https://app.example.com',
    'https://app.example.com/',
    'https://app.example.com/a/b?c=d#e',
    'https://app.example.com?a=b',
    'https://app.example.com#a',
    'https://other.example.com:8443/a',
    `/${'a'.repeat(1023)}`,
  ])('%s', (value) => expect(destination(value)).toBeDefined());
});

describe('refuses', () => {
  const paths = [
    '',
    ' ',
    'a',
    './a',
    '../a',
    '?a',
    '#a',
    '//evil.example',
    '///evil.example',
    '////evil.example',
    '/\\evil.example',
    '\\/evil.example',
    '\\\\evil.example',
    '/a\\b',
    '/.//evil.example',
    '/..//evil.example',
    '/./',
    '/a/../b',
    '/a/..',
    '/a/.',
    '/a//b',
    '/%2e%2e/a',
    '/%2E/a',
    '/%2f/evil.example',
    '/%2Fevil.example',
    '/%5cevil.example',
    '/%5Cevil.example',
    '/%09/evil.example',
    '/%0d%0aSet-Cookie:a=b',
    '/%00',
    '/%7f',
    '/\t/evil.example',
    '/\n/evil.example',
    '/\r\nLocation: https://evil.example',
    '\t//evil.example',
    ' //evil.example',
    '/a b',
    '/a\u0000',
    '/\u00e9',
    '/\u2215evil',
    '/\uff0fevil.example',
    '\u3002//evil.example',
    '/%',
    '/%zz',
    '/a?',
    '/a#',
    '/a?#',
    "/a?b='c'",
    '/a"b',
    '/<script>',
    '/a{b}',
    '/a|b',
    '/a^b',
    '/a`b',
    `/${'a'.repeat(1024)}`,
  ];
  const urls = [
    'https://evil.example/',
    'http://app.example.com/',
    'http://login.example.com/',
    'HTTPS://app.example.com/',
    'https://APP.example.com/',
    'https:/app.example.com/',
    'https:app.example.com',
    'https:///app.example.com/',
    'https:\\\\app.example.com/',
    '//app.example.com/',
    '//login.example.com/',
    'https://app.example.com.evil.example/',
    'https://app.example.comevil.example/',
    'https://app.example.com@evil.example/',
    'https://app.example.com:443/',
    'https://app.example.com:8443/',
    'https://app.example.com:@evil.example/',
    'https://user@app.example.com/',
    'https://user:password@app.example.com/',
    'https://app.example.com\\@evil.example/',
    'https://app.example.com\\evil',
    'https://app.example.com//evil.example',
    'https://app.example.com/./a',
    'https://app.example.com/a/../b',
    'https://app.example.com/%2e%2e/a',
    'https://app.example.com%2fevil.example/',
    'https://app.example.com\t/',
    ' https://app.example.com/',
    'https://other.example.com/',
    'https://other.example.com:8444/',
    'javascript:alert(1)',
    'javascript://app.example.com/%0aalert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://app.example.com/x',
  ];

  test.each([...paths, ...urls])('%j', (value) => expect(destination(value)).toBeUndefined());
});

describe('whatever is accepted', () => {
  const piece = fc.constantFrom(
    ...[
      '/',
      '//',
      '\\',
      '.',
      '..',
      '%2e',
      '%2f',
      '%5c',
      '%09',
      '%',
      '@',
      ':',
      '?',
      '#',
      '\t',
      '\n',
      ' ',
      '\u3002',
      '\uff0f',
    ],
    ...['a', 'https:', 'http:', 'javascript:', 'evil.example', 'app.example.com', own, ...apps, '443', ';', '=', '&'],
  );
  const pieces = fc.array(piece, { maxLength: 8 }).map((list) => list.join(''));
  const beginning = fc.constantFrom('', '/', own, ...apps);
  const value = fc
    .tuple(beginning, fc.oneof(pieces, fc.string({ unit: 'binary' }), fc.webPath(), fc.webUrl()))
    .map((parts) => parts.join(''));

  test('has our own or a listed origin, and no path that names another host', () => {
    fc.assert(
      fc.property(value, (text) => {
        const url = destination(text);
        if (url === undefined) return;
        expect([own, ...apps]).toContain(url.origin);
        expect(url.username + url.password).toBe('');
        expect(url.pathname.startsWith('//')).toBe(false);
      }),
      { numRuns: runs(5000) },
    );
  });

  test('is what the URL parser returns, except for the slash of an empty path', () => {
    fc.assert(
      fc.property(value, (text) => {
        const url = destination(text);
        if (url === undefined) return;
        const written = text.startsWith('/') ? own + text : text.replace(/^(https:\/\/[^/?#]+)(?=[?#]|$)/, '$1/');
        expect(url.href).toBe(written);
      }),
      { numRuns: runs(5000) },
    );
  });

  test('has no white space, backslash or control character', () => {
    fc.assert(
      fc.property(value, (text) => {
        if (destination(text) !== undefined) expect(text).toMatch(/^[!-[\]-~]+$/);
      }),
      { numRuns: runs(2000) },
    );
  });

  test('plain paths and queries are accepted', () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9_~-]{1,8}$/);
    const query = fc.dictionary(segment, segment).map((fields) => new URLSearchParams(fields).toString());
    fc.assert(
      fc.property(fc.array(segment), query, fc.constantFrom('', ...apps), (segments, search, origin) => {
        const text = `${origin}/${segments.join('/')}${search && `?${search}`}`;
        expect(destination(text)?.href).toBe(`${origin || own}${text.slice(origin.length)}`);
      }),
    );
  });
});
