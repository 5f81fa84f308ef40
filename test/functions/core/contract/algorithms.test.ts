import { expect, test } from '@jest/globals';
import { asymmetricAlgorithms, hmacAlgorithms, isAsymmetric } from '../../../../functions/core/contract/algorithms.ts';

test('an algorithm signs with a private key, or with the client secret', () => {
  expect(asymmetricAlgorithms.filter(isAsymmetric)).toEqual(asymmetricAlgorithms);
  expect(hmacAlgorithms.filter(isAsymmetric)).toEqual([]);
});
