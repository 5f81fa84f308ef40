import { expect } from '@jest/globals';
import { Browser } from '../../../support/browser.ts';
import type { ConformanceModule } from '../../../support/conformance/module.ts';
import { asJson } from '../../../support/login.ts';
import { expectProblem } from '../../../support/refusal.ts';

export const module: ConformanceModule = {
  provider: 'is not configured: `iss` is unknown, or empty',
  we: 'answer 400 `unknown_issuer`, and call no provider',
  async run({ deployment, provider }) {
    for (const iss of ['https://op.example', `${provider.issuer}/`, '']) {
      const browser = new Browser();
      const response = await browser.request(
        `${deployment.baseUrl}/login?${new URLSearchParams({ iss })}`,
        undefined,
        asJson,
      );
      expect([response.headers.get('location'), response.headers.getSetCookie()]).toEqual([null, []]);
      await expectProblem(response, { status: 400, code: 'unknown_issuer' });
      expect(provider.calls('discovery')).toBe(0);
    }
  },
};
