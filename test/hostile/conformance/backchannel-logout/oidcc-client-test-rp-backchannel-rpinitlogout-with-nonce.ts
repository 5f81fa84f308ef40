import { refusedLogout, sid } from '../../../support/conformance/logouts.ts';

export const module = refusedLogout('puts a nonce into the logout token', (provider) =>
  provider.logoutToken({ sid, nonce: 'nonce' }),
);
