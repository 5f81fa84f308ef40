import { expect, test } from '@jest/globals';
import {
  authenticationMethods,
  clientAuthMethods,
  holdsPrivateKey,
  storedCredential,
} from '../../../../functions/core/contract/client-auth-methods.ts';

test.each([
  ['client_secret_basic', 'client_secret'],
  ['client_secret_post', 'client_secret'],
  ['client_secret_jwt', 'client_secret'],
  ['private_key_jwt', 'private_key'],
] as const)('%s takes a %s', (tokenEndpointAuthMethod, credential) => {
  expect(storedCredential({ tokenEndpointAuthMethod })).toBe(credential);
  expect(holdsPrivateKey({ tokenEndpointAuthMethod })).toBe(credential === 'private_key');
});

test('client secrets that are made from a private key take the key, whatever the method', () => {
  const clientSecretJwt = { teamId: 'TEAM', keyId: 'KEY' };
  for (const tokenEndpointAuthMethod of authenticationMethods) {
    expect(storedCredential({ tokenEndpointAuthMethod, clientSecretJwt })).toBe('private_key');
  }
});

test('only the methods that send an assertion have algorithms (RFC 7523)', () => {
  const signing = authenticationMethods.filter((method) => clientAuthMethods[method].assertionAlgorithms.length > 0);
  expect(signing).toEqual(['client_secret_jwt', 'private_key_jwt']);
});
