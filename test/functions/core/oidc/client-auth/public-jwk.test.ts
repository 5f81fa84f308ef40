import { expect, test } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { jwkThumbprint, publicJwk } from '../../../../../functions/core/oidc/client-auth/public-jwk.ts';
import { keysByAlgorithm } from '../../support/assertion-keys.ts';

test.each(keysByAlgorithm)('the public half of a key for %s is what other software makes of it', async (_, pair) => {
  const jwk = publicJwk(pair.privateKey);
  expect(jwk).toEqual(await exportJWK(pair.publicKey));
  for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) expect(jwk).not.toHaveProperty(secret);
});

test.each(keysByAlgorithm)(
  'its thumbprint for %s is what other software calculates, whatever else is there',
  async (_, pair) => {
    const jwk = publicJwk(pair.privateKey);
    const expected = await calculateJwkThumbprint(await exportJWK(pair.publicKey));
    expect(jwkThumbprint(jwk)).toBe(expected);
    expect(jwkThumbprint({ use: 'sig', alg: 'ES256', kid: 'k', ...pair.privateKey.export({ format: 'jwk' }) })).toBe(
      expected,
    );
  },
);

test('the example of RFC 7638 section 3.1', () => {
  const n =
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw';
  const jwk = { kty: 'RSA', n, e: 'AQAB', alg: 'RS256', kid: '2011-04-29' };
  expect(jwkThumbprint(jwk)).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
});
