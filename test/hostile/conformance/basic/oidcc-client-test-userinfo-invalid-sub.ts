import { expect } from '@jest/globals';
import type { ConformanceModule } from '../../../support/conformance/module.ts';
import { expectRefusedLogin } from '../../../support/refusal.ts';

export const module: ConformanceModule = {
  provider: 'returns UserInfo of another subject',
  we: 'refuse the login (`provider_error`)',
  async run({ deployment, provider: { name, calls } }) {
    const misbehaviour = { userinfo: (claims: object) => ({ ...claims, sub: 'mallory' }) };
    await expectRefusedLogin(deployment, name, misbehaviour, { status: 502, code: 'provider_error' });
    expect(calls('userinfo')).toBe(1);
  },
};
