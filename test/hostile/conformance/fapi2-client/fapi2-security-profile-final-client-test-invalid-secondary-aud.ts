import { refusedIdToken } from '../../../support/conformance/logins.ts';
import { claims } from '../../../support/programmable-provider/misbehaviours.ts';

export const module = refusedIdToken(
  'adds another client to `aud` of the ID token, without `azp`',
  claims({ aud: ['client-1', 'client-2'] }),
);
