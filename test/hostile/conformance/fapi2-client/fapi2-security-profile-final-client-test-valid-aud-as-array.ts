import { acceptedLogin } from '../../../support/conformance/logins.ts';
import { claims } from '../../../support/programmable-provider/misbehaviours.ts';

export const module = acceptedLogin('names the client in a list of one', claims({ aud: ['client-1'] }));
