import { expect } from '@jest/globals';
import { expectSignedIn } from '../../../support/conformance/logins.ts';
import type { ConformanceModule } from '../../../support/conformance/module.ts';

export const module: ConformanceModule = {
  provider: 'publishes its keys at `jwks_uri`',
  we: 'fetch them once, and verify the ID tokens with them',
  async run(stage) {
    await expectSignedIn(stage);
    await expectSignedIn(stage);
    expect(stage.provider.calls('jwks')).toBe(1);
  },
};
