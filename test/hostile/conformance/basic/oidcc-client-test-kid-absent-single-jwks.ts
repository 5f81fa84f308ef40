import { acceptedLogin } from '../../../support/conformance/logins.ts';
import { withoutKid } from '../../../support/programmable-provider/misbehaviours.ts';

export const module = acceptedLogin('omits `kid` from the ID token, and publishes one matching key', withoutKid);
