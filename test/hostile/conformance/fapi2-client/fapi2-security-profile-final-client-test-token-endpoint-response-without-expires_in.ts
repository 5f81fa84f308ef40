import { acceptedLogin } from '../../../support/conformance/logins.ts';

export const module = acceptedLogin('does not say for how long the access token is good', {
  tokens: ({ expires_in: _, ...tokens }) => tokens,
});
