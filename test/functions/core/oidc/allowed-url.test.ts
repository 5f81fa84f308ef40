import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isAllowedUrl, isLoopback } from '../../../../functions/core/oidc/allowed-url.ts';

describe('isAllowedUrl', () => {
  test.each([
    'https://login.example.com',
    'https://login.example.com/realms/a/token?tenant=1',
    'https://login.example.com:8443/',
    `https://login.example.com/${'a'.repeat(2048 - 26)}`,
  ])('allows %s', (url) => expect(isAllowedUrl(url, false)).toBe(true));

  test.each([
    '',
    'login.example.com',
    '//login.example.com',
    'http://login.example.com/',
    'ftp://login.example.com/',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://user@login.example.com/',
    'https://user:password@login.example.com/',
    'https://:password@login.example.com/',
    'https://login.example.com/#token',
    'https://login.example.com;evil/',
    "https://login.example.com'/",
    'https://a,b.example.com/',
    'https://a_b.example.com/',
    'https://*.example.com/',
    `https://login.example.com/${'a'.repeat(2049 - 26)}`,
    'http://localhost:3000/',
    'http://127.0.0.1/',
  ])('refuses %s', (url) => expect(isAllowedUrl(url, false)).toBe(false));
});

describe('isLoopback', () => {
  test.each(['localhost', '127.0.0.1', '127.10.20.30', '127.255.255.254', '[::1]'])('knows %s', (hostname) =>
    expect(isLoopback(hostname)).toBe(true),
  );

  test.each(['a127.0.0.1', '1127.0.0.1', '127.0.0.1.example.com', '127.0.0', '128.0.0.1', '::1', 'localhost.'])(
    'does not take %s for this machine',
    (hostname) => expect(isLoopback(hostname)).toBe(false),
  );
});

describe('with plain http to this machine allowed', () => {
  test.each(['http://localhost:3001/', 'http://127.0.0.1:80/', 'http://127.1.2.3/', 'http://[::1]:3001/'])(
    'allows %s',
    (url) => expect(isAllowedUrl(url, true)).toBe(true),
  );

  test.each([
    'http://login.example.com/',
    'http://localhost.example.com/',
    'http://127.0.0.1.example.com/',
    'http://192.168.0.1/',
    'http://0.0.0.0/',
    'http://[::2]/',
    'http://user@localhost/',
    'http://localhost/#a',
    'ftp://localhost/',
  ])('refuses %s', (url) => expect(isAllowedUrl(url, true)).toBe(false));

  test('whatever is allowed is https or leads to this machine, without userinfo and fragment', () => {
    fc.assert(
      fc.property(
        fc.webUrl({ withFragments: true, validSchemes: ['http', 'https', 'ftp'] }),
        fc.boolean(),
        (text, http) => {
          if (!isAllowedUrl(text, http)) return;
          const url = new URL(text);
          const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
          expect(url.protocol === 'https:' || (http && loopback)).toBe(true);
          expect(url.hostname).toMatch(/^[a-z0-9.:[\]-]+$/);
          expect(url.username + url.password + url.hash).toBe('');
        },
      ),
    );
  });
});
