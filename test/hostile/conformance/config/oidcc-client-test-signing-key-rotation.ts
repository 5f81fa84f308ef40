import { expect } from '@jest/globals';
import { expectSignedIn } from '../../../support/conformance/logins.ts';
import type { ConformanceModule } from '../../../support/conformance/module.ts';

export const module: ConformanceModule = {
  provider: 'rotates its signing key between two logins',
  we: 'refetch the keys, and sign the person in',
  async run(context) {
    await expectSignedIn(context);
    await context.provider.signer.rotate();
    await expectSignedIn(context);
    expect(context.provider.calls('jwks')).toBe(2);
  },
};
