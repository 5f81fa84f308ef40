import { expect } from '@jest/globals';
import { expectSignedIn } from '../../../support/conformance/logins.ts';
import type { ConformanceModule } from '../../../support/conformance/module.ts';

export const module: ConformanceModule = {
  provider: 'rotates its signing key just before it signs the ID token',
  we: 'refetch the keys, and sign the person in',
  async run(context) {
    await expectSignedIn(context);
    await expectSignedIn(context, {
      async claims(claims) {
        await context.provider.signer.rotate();
        return claims;
      },
    });
    expect(context.provider.calls('jwks')).toBe(2);
  },
};
