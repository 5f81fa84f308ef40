import { refusedLogout, sid } from '../../../support/conformance/logouts.ts';

export const module = refusedLogout('signs the logout token with its own key and another algorithm', (provider) =>
  provider.logoutToken({ sid }, { alg: 'RS384' }),
);
