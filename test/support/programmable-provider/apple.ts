import type { ProgrammableProviderOptions } from './index.ts';

/**
 * Sign in with Apple: no UserInfo and no sign-out, booleans as texts, and a person's name with the first authorization
 * response alone.
 * @param client Whether a token request's client secret is a JWT of the client's key.
 */
export function apple(
  name: string,
  config: { readonly teamId: string; readonly keyId: string },
  client: (form: URLSearchParams) => Promise<boolean>,
): ProgrammableProviderOptions {
  const seen = new Set<string>();
  return {
    name,
    config: { type: 'apple', ...config },
    quirks: {
      client,
      discovery: ({ userinfo_endpoint: _, end_session_endpoint: __, ...document }) => document,
      authorization(answer, request) {
        const sub = request.get('login_hint') ?? 'alice';
        const user = { name: { firstName: 'Ada', lastName: 'Example' }, email: 'mallory@example.com' };
        if (!seen.has(sub)) answer.set('user', JSON.stringify(user));
        seen.add(sub);
      },
      claims: (regular, { sub }) => ({
        ...regular,
        ...{ email: `${sub}@privaterelay.example`, email_verified: 'true', is_private_email: 'true' },
        nonce_supported: true,
      }),
    },
  };
}
