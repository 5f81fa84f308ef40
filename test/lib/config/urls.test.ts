import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isHostName, isIssuer, isOrigin } from '../../../lib/config/urls.ts';

const deployed = { allowLoopbackHttp: false };
const local = { allowLoopbackHttp: true };

describe('an issuer', () => {
  test.each(['https://connect.authentiq.io/', 'https://login.example.com', 'https://a.example:8443/realms/x'])(
    'may be %s',
    (issuer) => {
      expect(isIssuer(issuer, deployed)).toBe(true);
    },
  );

  test.each([
    'http://login.example.com',
    'http://localhost',
    'https://',
    'https:/a.example',
    'https:\\\\a.example',
    'https://a.example/?',
    'https://a.example/#',
    'https://a@b.example',
    'https://a.example/ b',
    'https://a.example/\n',
    ' https://a.example',
    'ftp://a.example',
    'javascript:alert(1)',
    '//a.example',
  ])('may not be %j', (issuer) => {
    expect(isIssuer(issuer, deployed)).toBe(false);
  });

  test.each(['http://localhost:3001/', 'http://127.0.0.1', 'http://[::1]:80/x'])(
    'may be %s on one machine',
    (issuer) => {
      expect(isIssuer(issuer, local)).toBe(true);
    },
  );

  test.each(['http://localhost.example.com', 'http://127.0.0.1.example.com', 'http://10.0.0.1', 'http://0.0.0.0'])(
    'may not be %s even there',
    (issuer) => {
      expect(isIssuer(issuer, local)).toBe(false);
    },
  );
});

describe('an origin', () => {
  test('equals the origin of its URL', () => {
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ['https'] }), (url) => {
        expect(isOrigin(new URL(url).origin, deployed)).toBe(true);
        expect(isOrigin(url, deployed)).toBe(new URL(url).origin === url);
      }),
    );
  });

  test.each([
    '*',
    'null',
    'https://*',
    'https://a.example/',
    'https://A.example',
    'https://a.example:443',
    'a.example',
  ])('is not %s', (origin) => {
    expect(isOrigin(origin, deployed)).toBe(false);
  });
});

describe('a host name', () => {
  test.each(['example.com', 'login.example.com', 'xn--bcher-kva.example', '1.example'])('may be %s', (name) => {
    expect(isHostName(name)).toBe(true);
  });

  test.each([
    'com',
    '.example.com',
    'example.com.',
    'a..b',
    '-a.example',
    'a-.example',
    'A.example',
    'a_b.example',
    `${'a'.repeat(64)}.example`,
  ])('may not be %s', (name) => {
    expect(isHostName(name)).toBe(false);
  });
});
