import { refusedIdToken } from '../../../support/conformance/logins.ts';
import { claims } from '../../../support/programmable-provider/misbehaviours.ts';

export const module = refusedIdToken('sends another nonce in the ID token', claims({ nonce: 'wrong' }));
