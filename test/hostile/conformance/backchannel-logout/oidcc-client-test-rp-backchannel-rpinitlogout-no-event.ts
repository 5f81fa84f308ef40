import { refusedLogout, sid } from '../../../support/conformance/logouts.ts';

export const module = refusedLogout('omits `events` from the logout token', (provider) =>
  provider.logoutToken({ sid, events: undefined }),
);
