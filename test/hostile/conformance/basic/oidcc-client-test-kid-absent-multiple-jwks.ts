import { expectSignedIn } from '../../../support/conformance/logins.ts';
import type { ConformanceModule } from '../../../support/conformance/module.ts';
import { withoutKid } from '../../../support/programmable-provider/misbehaviours.ts';
import { createKeySigner } from '../../../support/programmable-provider/signer.ts';

export const module: ConformanceModule = {
  provider: 'omits `kid` from the ID token, and publishes several matching keys',
  we: 'sign the person in with whichever key matches',
  async run(context) {
    const another = { ...(await createKeySigner('RS256')).publicKey(), kid: 'another' };
    await expectSignedIn(context, { ...withoutKid, jwks: ({ keys }) => ({ keys: [another, ...keys] }) });
  },
};
