import { refusedLogout, sid } from '../../../support/conformance/logouts.ts';

export const module = refusedLogout('puts another event into the logout token', (provider) =>
  provider.logoutToken({ sid, events: { 'http://schemas.openid.net/event/backchannel-logou': {} } }),
);
