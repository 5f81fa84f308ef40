import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compactVerify } from 'jose';
import { signEs256 } from '../../../../functions/core/oidc/es256.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

test('other software verifies and reads whatever was signed, in any script', async () => {
  const claims = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }));
  await fc.assert(
    fc.asyncProperty(claims, async (given) => {
      const { payload, protectedHeader } = await compactVerify(signEs256({ kid: 'k' }, given, privateKey), publicKey);
      expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(JSON.parse(JSON.stringify(given)));
      expect(protectedHeader).toEqual({ alg: 'ES256', kid: 'k' });
    }),
  );
});

test('the header never names another algorithm than the one that signed', async () => {
  const token = signEs256({ alg: 'none' }, {}, privateKey);
  expect((await compactVerify(token, publicKey)).protectedHeader).toEqual({ alg: 'ES256' });
});
