import { acceptedLogin } from '../../../support/conformance/logins.ts';

export const module = acceptedLogin('changes the case of the token type', {
  tokens: (tokens) => ({ ...tokens, token_type: 'bEARER' }),
});
