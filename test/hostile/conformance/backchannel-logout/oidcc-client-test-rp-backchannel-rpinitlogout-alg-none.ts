import { refusedLogout, sid } from '../../../support/conformance/logouts.ts';
import { unsecured } from '../../../support/programmable-provider/signer.ts';

export const module = refusedLogout('does not sign the logout token (`alg` none)', async (provider) => {
  const [, payload = ''] = (await provider.logoutToken({ sid })).split('.');
  return unsecured({ typ: 'logout+jwt' }, JSON.parse(Buffer.from(payload, 'base64url').toString()));
});
