import { expect } from '@jest/globals';
import { Browser } from '../../../support/browser.ts';
import type { ConformanceModule } from '../../../support/conformance/module.ts';
import { asJson } from '../../../support/login.ts';
import { expectProblem } from '../../../support/refusal.ts';

export const module: ConformanceModule = {
  provider: 'names another issuer in its metadata',
  we: 'refuse to begin (`provider_error`), without sending the browser there',
  async run({ deployment, provider }) {
    provider.misbehave({ discovery: (document) => ({ ...document, issuer: 'https://op.example' }) });
    const before = await deployment.table.rows('');
    const browser = new Browser();
    const response = await browser.request(`${deployment.baseUrl}/login/${provider.name}`, undefined, asJson);
    expect(response.headers.get('location')).toBeNull();
    await expectProblem(response, { status: 502, code: 'provider_error' });
    expect(browser.cookies).toEqual([]);
    expect(await deployment.table.rows('')).toEqual(before);
    expect(provider.calls('authorize')).toBe(0);
  },
};
