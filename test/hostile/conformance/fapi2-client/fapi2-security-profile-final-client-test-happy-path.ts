import { expect } from '@jest/globals';
import { Browser } from '../../../support/browser.ts';
import { expectSignedIn } from '../../../support/conformance/logins.ts';
import type { ConformanceModule } from '../../../support/conformance/module.ts';
import { startLogin } from '../../../support/login.ts';

export const module: ConformanceModule = {
  provider: 'accepts only pushed authorization requests',
  we: 'push the request, send only its `request_uri` through the browser, and sign the person in',
  async run(context) {
    const { deployment, provider } = context;
    const { searchParams } = await startLogin(deployment.baseUrl, new Browser(), provider.name);
    expect([...searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
    await expectSignedIn(context);
    expect(provider.calls('push')).toBe(2);
  },
};
