import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { algorithmCure, refuseAlgorithm, refuseToken } from '../../../../../functions/core/oidc/token-claims/refuse.ts';
import { problem } from '../../support/problems.ts';

test('a refusal names its check to the log, says why, and keeps the cause if there is one', () => {
  const plain = refuseToken('iss', 'iss is not the issuer');
  expect(plain).toEqual(problem('invalid_id_token', { message: 'iss is not the issuer', log: { check: 'iss' } }));
  expect(plain).not.toHaveProperty('cause');
  const cause = new Error('no JSON');
  expect(refuseToken('form', 'no', cause).cause).toBe(cause);
});

test('whatever a header names, the log has a short plain name of it or nothing', () => {
  const names = fc.oneof(fc.stringMatching(/^[A-Za-z0-9-]{1,17}$/), fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(names, (name) => {
      const { code, log } = refuseAlgorithm(name, 'ES256');
      const isPlain =
        typeof name === 'string' && name.length <= 16 && /^[a-z\d-]+$/i.test(name) && !name.includes('\n');
      expect(code).toBe('invalid_id_token');
      expect(log['found']).toBe(isPlain ? name : undefined);
      expect(log).toMatchObject({ check: 'alg', expected: 'ES256' });
    }),
  );
});

test('an ID token of another algorithm than the pinned one is refused as such, with its own cure', () => {
  const refused = refuseAlgorithm('HS256', 'ES256');
  expect(refused.message).toBe('the token is signed by another algorithm than the pinned one');
  expect(refused.log['cure']).toBe(algorithmCure('idTokenSignedResponseAlg', 'ES256'));
});

test('the cure names the key of the configuration, and the one of the registration', () => {
  expect(algorithmCure('idTokenSignedResponseAlg', 'ES256')).toMatch(
    /^set idTokenSignedResponseAlg .* id_token_signed_response_alg ES256$/,
  );
  expect(algorithmCure('userinfoSignedResponseAlg', 'PS384')).toMatch(
    /^set userinfoSignedResponseAlg .* userinfo_signed_response_alg PS384$/,
  );
});
