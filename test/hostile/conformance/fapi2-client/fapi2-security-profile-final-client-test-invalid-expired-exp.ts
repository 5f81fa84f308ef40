import { refusedIdToken } from '../../../support/conformance/logins.ts';

export const module = refusedIdToken('sends an expired ID token', {
  claims: ({ iat = 0, ...claims }) => ({ ...claims, iat: iat - 600, exp: iat - 300 }),
});
