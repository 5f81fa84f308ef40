import { acceptedLogin } from '../../../support/conformance/logins.ts';

export const module = acceptedLogin('writes the token type in another case', {
  tokens: (tokens) => ({ ...tokens, token_type: 'bEARER' }),
});
