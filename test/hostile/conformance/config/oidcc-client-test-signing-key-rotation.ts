import { expect } from '@jest/globals';
import { expectSignedIn } from '../../../support/conformance/logins.ts';
import type { ConformanceModule } from '../../../support/conformance/module.ts';

export const module: ConformanceModule = {
  provider: 'rotates its signing key between two logins',
  we: 'refetch the keys, and sign the person in',
  async run(stage) {
    await expectSignedIn(stage);
    await stage.provider.signer.rotate();
    await expectSignedIn(stage);
    expect(stage.provider.calls('jwks')).toBe(2);
  },
};
