import type { ConformanceModule } from '../../../support/conformance/module.ts';
import { expectUnmatchedResponse } from '../../../support/refusal.ts';

export const module: ConformanceModule = {
  provider: 'sends the browser back with another `state`',
  we: 'refuse the response (`login_not_found`) before any call, and do not consume the login attempt',
  run: ({ deployment, provider }) =>
    expectUnmatchedResponse(deployment, provider.name, ({ searchParams }) => searchParams.set('state', 'x'), {
      status: 400,
      code: 'login_not_found',
    }),
};
