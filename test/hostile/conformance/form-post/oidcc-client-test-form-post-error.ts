import { expect } from '@jest/globals';
import type { ConformanceModule } from '../../../support/conformance/module.ts';
import { expectRefusedLogin } from '../../../support/refusal.ts';

export const module: ConformanceModule = {
  provider: 'posts an error instead of a code',
  we: 'refuse the login (`provider_error`), and show no text from the provider',
  async run({ deployment, provider: { name, calls } }) {
    const description = 'Nobody is signed in over here';
    const authorization = (response: URLSearchParams) => {
      response.delete('code');
      response.set('error', 'login_required');
      response.set('error_description', description);
    };
    const document = await expectRefusedLogin(
      deployment,
      name,
      { authorization },
      { status: 502, code: 'provider_error' },
    );
    expect(JSON.stringify(document) + deployment.stack.output()).not.toContain(description);
    expect(calls('token')).toBe(0);
  },
};
