import { acceptedLogin } from '../../../support/conformance/logins.ts';

export const module = acceptedLogin('signs people in correctly; its JWKS also holds keys for other uses');
