import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asymmetricAlgorithms, hmacAlgorithms } from '../../../functions/core/contract/algorithms.ts';
import { authenticationMethods } from '../../../functions/core/contract/client-auth-methods.ts';
import { providerTypes } from '../../../functions/core/contract/provider-settings.ts';
import { expectRefused, firstProvider, problemsOf, smallest, withProvider } from './blocks.ts';

const byKey = { tokenEndpointAuthMethod: 'private_key_jwt' };
const bySecret = { tokenEndpointAuthMethod: 'client_secret_jwt' };
const assertionOf = (change: object) => firstProvider(withProvider(change))?.clientAssertion;

describe('clientAssertion', () => {
  test('is present only if the authentication method uses assertions', () => {
    expect(assertionOf({})).toBeUndefined();
    expect(assertionOf(byKey)).toEqual({ algorithm: 'ES256', audience: 'issuer', keyHeader: 'kid' });
    expect(assertionOf(bySecret)).toEqual({ algorithm: 'HS256', audience: 'issuer', keyHeader: 'kid' });
    const written = { tokenEndpointAuthSigningAlg: 'EdDSA', clientAssertionAudience: 'token_endpoint' };
    expect(assertionOf({ ...byKey, ...written })).toMatchObject({ algorithm: 'EdDSA', audience: 'token_endpoint' });
  });

  test.each([
    ['okta', { algorithm: 'ES256', audience: 'token_endpoint', keyHeader: 'kid' }],
    ['auth0', { algorithm: 'RS256', audience: 'issuer', keyHeader: 'kid' }],
    ['keycloak', { algorithm: 'ES256', audience: 'issuer', keyHeader: 'kid' }],
    ['microsoft', { algorithm: 'PS256', audience: 'token_endpoint', keyHeader: 'x5t#S256' }],
  ] as const)('is for %s as it has to be there', (type, expected) => {
    const block = { providers: [{ ...smallest[type], ...byKey }] };
    expect(firstProvider(block)?.clientAssertion).toEqual(expected);
  });

  test('has an algorithm of the method, or the block is refused', () => {
    const all = [...asymmetricAlgorithms, ...hmacAlgorithms, 'none', 'ES256K', undefined];
    const cases = fc.record({
      tokenEndpointAuthMethod: fc.constantFrom(...authenticationMethods),
      tokenEndpointAuthSigningAlg: fc.constantFrom(...all),
      clientAssertionAudience: fc.constantFrom('issuer', 'token_endpoint', 'both', undefined),
    });
    fc.assert(
      fc.property(cases, (change) => {
        const { tokenEndpointAuthMethod: method, tokenEndpointAuthSigningAlg: algorithm } = change;
        const known = { private_key_jwt: asymmetricAlgorithms, client_secret_jwt: hmacAlgorithms };
        const own: readonly unknown[] = Object.entries(known).find(([name]) => name === method)?.[1] ?? [];
        const fits = algorithm === undefined || own.includes(algorithm);
        const audienceFits =
          change.clientAssertionAudience === undefined || (own.length > 0 && change.clientAssertionAudience !== 'both');
        expect(problemsOf(withProvider(change)).length === 0).toBe(fits && audienceFits);
      }),
    );
  });
});

describe('what is refused', () => {
  test.each<[string, object, string, RegExp]>([
    [
      'an algorithm with a method without assertions',
      { tokenEndpointAuthSigningAlg: 'ES256' },
      'tokenEndpointAuthSigningAlg',
      /uses no assertion: remove the key, or set tokenEndpointAuthMethod to client_secret_jwt or private_key_jwt\.$/,
    ],
    [
      'an audience with a method without assertions',
      { clientAssertionAudience: 'issuer' },
      'clientAssertionAudience',
      /client_secret_basic uses no assertion/,
    ],
    [
      'an HMAC algorithm with private_key_jwt',
      { ...byKey, tokenEndpointAuthSigningAlg: 'HS256' },
      'tokenEndpointAuthSigningAlg',
      /an algorithm of client_secret_jwt; private_key_jwt accepts RS256, .*ES256, .*EdDSA\.$/,
    ],
    [
      'an asymmetric algorithm with client_secret_jwt',
      { ...bySecret, tokenEndpointAuthSigningAlg: 'ES256' },
      'tokenEndpointAuthSigningAlg',
      /an algorithm of private_key_jwt; client_secret_jwt accepts HS256/,
    ],
    [
      'the algorithm none',
      { ...byKey, tokenEndpointAuthSigningAlg: 'none' },
      'tokenEndpointAuthSigningAlg',
      /one of RS256, .*ES256, .*EdDSA\.$/,
    ],
    [
      'another audience',
      { ...byKey, clientAssertionAudience: 'https://a.example' },
      'clientAssertionAudience',
      /one of issuer, token_endpoint/,
    ],
    [
      'private_key_jwt with ID tokens signed by the client secret',
      { ...byKey, idTokenSignedResponseAlg: 'HS384' },
      'tokenEndpointAuthMethod',
      /no client secret, which verifies signatures by HS384 \(idTokenSignedResponseAlg\)/,
    ],
    [
      'private_key_jwt with UserInfo signed by the client secret',
      { ...byKey, userinfoSignedResponseAlg: 'HS256' },
      'tokenEndpointAuthMethod',
      /no client secret, which verifies signatures by HS256 \(userinfoSignedResponseAlg\)/,
    ],
  ])('%s', (_, change, key, cure) => {
    expectRefused(withProvider(change), `providers[0].${key}`, cure);
  });

  test('private_key_jwt with both signed by the client secret names both keys', () => {
    const change = { ...byKey, idTokenSignedResponseAlg: 'HS384', userinfoSignedResponseAlg: 'HS256' };
    const both = /verifies signatures by HS384 \(idTokenSignedResponseAlg\) and HS256 \(userinfoSignedResponseAlg\)/;
    expectRefused(withProvider(change), 'providers[0].tokenEndpointAuthMethod', both);
  });

  test.each(['private_key_jtw', '', null, 1])('only the method, if it is %j', (method) => {
    const assertion = { tokenEndpointAuthSigningAlg: 'ES256', clientAssertionAudience: 'token_endpoint' };
    const change = { ...assertion, tokenEndpointAuthMethod: method };
    expectRefused(withProvider(change), 'providers[0].tokenEndpointAuthMethod', /one of client_secret_basic/);
  });

  test('the issuer as audience, if it is a template for many tenants', () => {
    const change = { ...byKey, clientAssertionAudience: 'issuer' };
    const block = { providers: [{ ...smallest.microsoft, ...change }] };
    expectRefused(block, 'providers[0].clientAssertionAudience', /template for many tenants/);
  });

  test('assertion keys for Apple, whose client secret is a JWT of another kind', () => {
    for (const change of [byKey, { tokenEndpointAuthSigningAlg: 'ES256' }, { clientAssertionAudience: 'issuer' }]) {
      const [key = ''] = Object.keys(change);
      const cure = key === 'tokenEndpointAuthMethod' ? /be client_secret_post/ : /uses no assertion: remove the key\.$/;
      expectRefused({ providers: [{ ...smallest.apple, ...change }] }, `providers[0].${key}`, cure);
    }
  });

  test('a private key for Authentiq, which signs with the client secret', () => {
    expect(providerTypes).toContain('authentiq');
    expectRefused(
      { providers: [{ ...smallest.authentiq, ...byKey }] },
      'providers[0].tokenEndpointAuthMethod',
      /HS256/,
    );
    expect(problemsOf({ providers: [{ ...smallest.authentiq, ...bySecret }] })).toEqual([]);
  });
});
