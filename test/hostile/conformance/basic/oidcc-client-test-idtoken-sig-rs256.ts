import { acceptedLogin } from '../../../support/conformance/logins.ts';

export const module = acceptedLogin('signs the ID token with RS256', {
  header: (header) => ({ ...header, alg: 'RS256' }),
});
