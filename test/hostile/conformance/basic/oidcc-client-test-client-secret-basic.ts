import { expect } from '@jest/globals';
import { expectSignedIn } from '../../../support/conformance/logins.ts';
import type { ConformanceModule } from '../../../support/conformance/module.ts';
import type { Reply } from '../../../support/programmable-provider/misbehaviour.ts';

export const module: ConformanceModule = {
  provider: 'expects `client_secret_basic`',
  we: 'send identifier and secret in the Authorization header, and sign the person in',
  async run(context) {
    const headers: unknown[] = [];
    const token: Reply = ({ req }, proceed) => {
      headers.push(req.headers.authorization);
      return proceed();
    };
    await expectSignedIn(context, { replies: { token } });
    const credentials = Buffer.from(`client-1:${context.provider.clientSecret}`).toString('base64');
    expect(headers).toEqual([`Basic ${credentials}`]);
  },
};
