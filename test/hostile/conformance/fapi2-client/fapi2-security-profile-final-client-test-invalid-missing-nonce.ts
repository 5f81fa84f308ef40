import { refusedIdToken } from '../../../support/conformance/logins.ts';
import { claims } from '../../../support/programmable-provider/misbehaviours.ts';

export const module = refusedIdToken('omits `nonce` from the ID token', claims({ nonce: undefined }));
