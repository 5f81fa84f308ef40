import { expect } from '@jest/globals';
import { expectSignedIn } from '../../../support/conformance/logins.ts';
import type { ConformanceModule } from '../../../support/conformance/module.ts';

export const module: ConformanceModule = {
  provider: 'tells at UserInfo what the scope asks for, and in the ID token nothing of it',
  we: 'ask UserInfo with the access token, and keep what it says',
  async run(stage) {
    const person = { name: 'Ann Example', email: 'ann@example.com', email_verified: false };
    stage.provider.setPerson('ann', person);
    const { session } = await expectSignedIn(stage, {}, 'ann');
    expect(session.user).toMatchObject(person);
  },
};
