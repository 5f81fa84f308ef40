import { refusedLogout, sid } from '../../../support/conformance/logouts.ts';

export const module = refusedLogout('addresses the logout token to another client', (provider) =>
  provider.logoutToken({ sid, aud: 'client-2' }),
);
