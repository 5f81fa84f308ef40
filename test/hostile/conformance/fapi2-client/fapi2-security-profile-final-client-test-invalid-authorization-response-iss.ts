import { expect } from '@jest/globals';
import type { ConformanceModule } from '../../../support/conformance/module.ts';
import type { Misbehaviour } from '../../../support/programmable-provider/index.ts';
import { expectRefusedLogin } from '../../../support/refusal.ts';

export const module: ConformanceModule = {
  provider: 'announces `iss` in its responses, and sends another issuer',
  we: 'refuse the response (`invalid_callback`) before any call',
  async run({ deployment, provider }) {
    const advertised = { authorization_response_iss_parameter_supported: true };
    const misbehaviour: Misbehaviour = {
      discovery: (document) => ({ ...document, ...advertised }),
      authorization: (response) => response.set('iss', 'https://op.example'),
    };
    await expectRefusedLogin(deployment, provider.name, misbehaviour, { status: 400, code: 'invalid_callback' });
    expect(provider.calls('token')).toBe(0);
  },
};
