import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compactVerify } from 'jose';
import { hmacAlgorithms } from '../../../../functions/core/contract/algorithms.ts';
import { signJwt } from '../../../../functions/core/oidc/sign-jwt.ts';
import { ecKey, keysByAlgorithm } from '../support/assertion-keys.ts';

const secret = createSecretKey(randomBytes(64));
const all = [
  ...keysByAlgorithm.map(([algorithm, pair]) => ({ algorithm, by: pair.privateKey, known: pair.publicKey })),
  ...hmacAlgorithms.map((algorithm) => ({ algorithm, by: secret, known: secret })),
];

describe.each(all)('$algorithm', ({ algorithm, by, known }) => {
  test('other software verifies and reads whatever was signed, in any script', async () => {
    const claims = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }));
    await fc.assert(
      fc.asyncProperty(claims, async (given) => {
        const token = signJwt({ alg: algorithm, kid: 'k' }, given, by);
        const { payload, protectedHeader } = await compactVerify(token, known, { algorithms: [algorithm] });
        expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(JSON.parse(JSON.stringify(given)));
        expect(protectedHeader).toEqual({ alg: algorithm, kid: 'k' });
      }),
      { numRuns: 25 },
    );
  });
});

test('another key does not verify it', async () => {
  const token = signJwt({ alg: 'ES256' }, {}, ecKey().privateKey);
  await expect(compactVerify(token, ecKey().publicKey)).rejects.toThrow('signature verification failed');
});
