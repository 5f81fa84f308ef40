import { acceptedLogin } from '../../../support/conformance/logins.ts';

export const module = acceptedLogin('omits `expires_in` from the token response', {
  tokens: ({ expires_in: _, ...tokens }) => tokens,
});
