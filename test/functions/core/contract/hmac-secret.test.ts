import { expect, test } from '@jest/globals';
import { secretAlgorithm } from '../../../../functions/core/contract/hmac-secret.ts';

test.each([
  ['neither', 'RS256', undefined, undefined],
  ['neither, though UserInfo is signed', 'RS256', 'ES256', undefined],
  ['ID tokens', 'HS384', undefined, 'HS384'],
  ['ID tokens first', 'HS384', 'HS256', 'HS384'],
  ['UserInfo alone', 'EdDSA', 'HS512', 'HS512'],
] as const)('what the client secret signs: %s', (_, idTokenSignedResponseAlg, userinfo, expected) => {
  const signed = userinfo === undefined ? {} : { userinfoSignedResponseAlg: userinfo };
  expect(secretAlgorithm({ idTokenSignedResponseAlg, ...signed })).toBe(expected);
});
