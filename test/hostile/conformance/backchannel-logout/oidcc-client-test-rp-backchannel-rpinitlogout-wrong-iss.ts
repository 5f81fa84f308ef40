import { refusedLogout, sid } from '../../../support/conformance/logouts.ts';

export const module = refusedLogout('names another issuer in the logout token', (provider) =>
  provider.logoutToken({ sid, iss: 'https://op.example' }),
);
