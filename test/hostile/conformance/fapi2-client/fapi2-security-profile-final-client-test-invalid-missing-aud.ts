import { refusedIdToken } from '../../../support/conformance/logins.ts';
import { claims } from '../../../support/programmable-provider/misbehaviours.ts';

export const module = refusedIdToken('omits `aud` from the ID token', claims({ aud: undefined }));
