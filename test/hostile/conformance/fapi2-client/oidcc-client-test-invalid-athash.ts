import { refusedIdToken } from '../../../support/conformance/logins.ts';
import { claims } from '../../../support/programmable-provider/misbehaviours.ts';

export const module = refusedIdToken(
  'puts the `at_hash` of another access token into the ID token',
  claims({ at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }),
);
