import { expect } from '@jest/globals';
import { expectSignedIn } from '../../../support/conformance/logins.ts';
import type { ConformanceModule } from '../../../support/conformance/module.ts';

export const module: ConformanceModule = {
  provider: 'publishes its keys at `jwks_uri`',
  we: 'fetch them once, and verify the ID tokens with them',
  async run(context) {
    await expectSignedIn(context);
    await expectSignedIn(context);
    expect(context.provider.calls('jwks')).toBe(1);
  },
};
