import { expect, test } from '@jest/globals';
import { tokenRequestFields } from '../../../../functions/core/oidc/token-request.ts';

test('a code is exchanged with its verifier, for the redirect URI that it was sent to', () =>
  expect(tokenRequestFields({ code: 'c', codeVerifier: 'v', redirectUri: 'https://r/' })).toEqual({
    ...{ grant_type: 'authorization_code', code: 'c', redirect_uri: 'https://r/', code_verifier: 'v' },
  }));
