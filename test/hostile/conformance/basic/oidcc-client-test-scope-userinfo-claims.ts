import { expect } from '@jest/globals';
import { expectSignedIn } from '../../../support/conformance/logins.ts';
import type { ConformanceModule } from '../../../support/conformance/module.ts';

export const module: ConformanceModule = {
  provider: 'returns the claims of the scope only from UserInfo, none in the ID token',
  we: 'call UserInfo with the access token, and store its claims',
  async run(context) {
    const person = { name: 'Ann Example', email: 'ann@example.com', email_verified: false };
    context.provider.setPerson('ann', person);
    const { session } = await expectSignedIn(context, {}, 'ann');
    expect(session.user).toMatchObject(person);
  },
};
