import type { ConformanceModule } from '../../../support/conformance/module.ts';
import { expectRefusedResponse } from '../../../support/refusal.ts';

export const module: ConformanceModule = {
  provider: 'announces `iss` in its responses, and names another issuer there',
  we: 'refuse the response (`invalid_callback`) before any call',
  run({ house, provider }) {
    const advertised = { authorization_response_iss_parameter_supported: true };
    provider.misbehave({ discovery: (document) => ({ ...document, ...advertised }) });
    return expectRefusedResponse(house, provider.name, ({ searchParams }) =>
      searchParams.set('iss', 'https://op.example'),
    );
  },
};
