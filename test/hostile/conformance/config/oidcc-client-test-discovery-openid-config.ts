import { expect } from '@jest/globals';
import { expectSignedIn } from '../../../support/conformance/logins.ts';
import type { ConformanceModule } from '../../../support/conformance/module.ts';

export const module: ConformanceModule = {
  provider: 'publishes its metadata below its issuer',
  we: 'fetch it, use its endpoints, and do not refetch it at the next login',
  async run(context) {
    const { calls } = context.provider;
    await expectSignedIn(context);
    const read = calls('discovery');
    expect(read).toBeGreaterThan(0);
    await expectSignedIn(context);
    expect([calls('discovery'), calls('authorize'), calls('token')]).toEqual([read, 2, 2]);
  },
};
