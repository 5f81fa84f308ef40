import { refusedIdToken } from '../../../support/conformance/logins.ts';
import { spoiltSignature } from '../../../support/programmable-provider/misbehaviours.ts';

export const module = refusedIdToken('signs the ID token with an invalid signature', spoiltSignature);
