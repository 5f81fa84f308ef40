import { expect, test } from '@jest/globals';
import { refuseToken } from '../../../../functions/core/oidc/refuse-token.ts';
import { problem } from '../support/problems.ts';

test('a refusal names its check to the log, says why, and keeps the cause where there is one', () => {
  const plain = refuseToken('iss', 'iss is not the issuer');
  expect(plain).toEqual(problem('invalid_id_token', { message: 'iss is not the issuer', log: { check: 'iss' } }));
  expect(plain).not.toHaveProperty('cause');
  const cause = new Error('no JSON');
  expect(refuseToken('form', 'no', cause).cause).toBe(cause);
});
