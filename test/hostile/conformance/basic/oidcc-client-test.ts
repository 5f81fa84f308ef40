import { acceptedLogin } from '../../../support/conformance/logins.ts';

export const module = acceptedLogin('signs people in as it should, with keys for other purposes beside its own');
