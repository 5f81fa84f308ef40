import { refusedIdToken } from '../../../support/conformance/logins.ts';

export const module = refusedIdToken('gives an ID token that has expired', {
  claims: ({ iat = 0, ...claims }) => ({ ...claims, iat: iat - 600, exp: iat - 300 }),
});
