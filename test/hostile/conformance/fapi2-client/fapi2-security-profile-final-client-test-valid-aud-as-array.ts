import { acceptedLogin } from '../../../support/conformance/logins.ts';
import { claims } from '../../../support/programmable-provider/misbehaviours.ts';

export const module = acceptedLogin('sends `aud` as an array with only the client', claims({ aud: ['client-1'] }));
