import { expect } from '@jest/globals';
import { expectSignedIn } from '../../../support/conformance/logins.ts';
import type { ConformanceModule } from '../../../support/conformance/module.ts';

export const module: ConformanceModule = {
  provider: 'signs with a new key from one login to the next',
  we: 'read the keys again, and sign the person in',
  async run(stage) {
    await expectSignedIn(stage);
    await stage.provider.signer.rotate();
    await expectSignedIn(stage);
    expect(stage.provider.calls('jwks')).toBe(2);
  },
};
