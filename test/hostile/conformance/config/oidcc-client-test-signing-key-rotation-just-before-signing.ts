import { expect } from '@jest/globals';
import { expectSignedIn } from '../../../support/conformance/logins.ts';
import type { ConformanceModule } from '../../../support/conformance/module.ts';

export const module: ConformanceModule = {
  provider: 'takes a new key into use just before it signs the ID token',
  we: 'read the keys again, and sign the person in',
  async run(stage) {
    await expectSignedIn(stage);
    await expectSignedIn(stage, {
      async claims(claims) {
        await stage.provider.signer.rotate();
        return claims;
      },
    });
    expect(stage.provider.calls('jwks')).toBe(2);
  },
};
