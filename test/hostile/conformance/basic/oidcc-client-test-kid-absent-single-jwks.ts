import { acceptedLogin } from '../../../support/conformance/logins.ts';
import { withoutKid } from '../../../support/programmable-provider/misbehaviours.ts';

export const module = acceptedLogin('names no key in the ID token, and publishes one that fits', withoutKid);
