import { refusedIdToken } from '../../../support/conformance/logins.ts';
import { claims } from '../../../support/programmable-provider/misbehaviours.ts';

export const module = refusedIdToken('omits `exp` from the ID token', claims({ exp: undefined }));
