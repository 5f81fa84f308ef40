import { refusedIdToken } from '../../../support/conformance/logins.ts';
import { unsecured } from '../../../support/programmable-provider/signer.ts';

export const module = refusedIdToken('does not sign the ID token (`alg` none)', { idToken: unsecured });
