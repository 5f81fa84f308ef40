import { refusedLogout, sid } from '../../../support/conformance/logouts.ts';

export const module = refusedLogout('leaves `events` out of the logout token', (provider) =>
  provider.logoutToken({ sid, events: undefined }),
);
