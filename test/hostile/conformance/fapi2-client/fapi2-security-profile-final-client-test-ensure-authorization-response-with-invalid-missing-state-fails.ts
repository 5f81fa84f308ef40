import type { ConformanceModule } from '../../../support/conformance/module.ts';
import { expectUnmatchedResponse } from '../../../support/refusal.ts';

export const module: ConformanceModule = {
  provider: 'sends the browser back without `state`',
  we: 'refuse the response (`invalid_callback`) before any call, and do not consume the login attempt',
  run: ({ deployment, provider }) =>
    expectUnmatchedResponse(deployment, provider.name, ({ searchParams }) => searchParams.delete('state'), {
      status: 400,
      code: 'invalid_callback',
    }),
};
