import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { authorizationUrl } from '../../../../functions/core/oidc/authorization-request.ts';
import { providerSettings } from '../support/settings.ts';

const endpoint = 'https://login.example.com/authorize';
const request = {
  redirectUri: 'https://postern.example.com/callback/corp',
  state: 'the-state',
  nonce: 'the-nonce',
  codeVerifier: 'the-verifier',
  further: {},
};
const parametersOf = (url: string) => Object.fromEntries(new URL(url).searchParams);

describe('authorizationUrl', () => {
  test('asks for a code with state, nonce and PKCE by S256', () => {
    const url = authorizationUrl(endpoint, providerSettings(), request);
    expect(url.startsWith(`${endpoint}?`)).toBe(true);
    expect(parametersOf(url)).toEqual({
      client_id: 'client-1',
      response_type: 'code',
      redirect_uri: 'https://postern.example.com/callback/corp',
      scope: 'openid email',
      state: 'the-state',
      nonce: 'the-nonce',
      code_challenge: createHash('sha256').update('the-verifier').digest('base64url'),
      code_challenge_method: 'S256',
    });
  });

  test('computes the challenge of RFC 7636 appendix B', () => {
    const codeVerifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    const url = authorizationUrl(endpoint, providerSettings(), { ...request, codeVerifier });
    expect(parametersOf(url)['code_challenge']).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
    expect(url).not.toContain(codeVerifier);
  });

  test('asks Authentiq in its own scope language', () => {
    const provider = providerSettings({ type: 'authentiq', scope: 'aq:name email~rs aq:push' });
    expect(parametersOf(authorizationUrl(endpoint, provider, request))['scope']).toBe(
      'openid aq:name email~rs aq:push',
    );
  });

  test('asks for form_post where the provider is set so', () => {
    const url = authorizationUrl(endpoint, providerSettings({ responseMode: 'form_post' }), request);
    expect(parametersOf(url)['response_mode']).toBe('form_post');
  });

  test('adds further parameters', () => {
    const url = authorizationUrl(endpoint, providerSettings(), {
      ...request,
      further: { prompt: 'a b', display: 'page' },
    });
    expect(parametersOf(url)).toMatchObject({ prompt: 'a b', display: 'page' });
  });

  test("keeps the endpoint's own query", () => {
    const url = authorizationUrl(`${endpoint}?tenant=a%20b`, providerSettings(), request);
    expect(parametersOf(url)).toMatchObject({ tenant: 'a b', client_id: 'client-1' });
  });

  test('never lets other parameters stand in for the protocol’s own, each of which stands once', () => {
    const names = ['client_id', 'response_type', 'redirect_uri', 'scope', 'state', 'nonce', 'code_challenge'];
    const others = fc.dictionary(fc.constantFrom(...names, 'prompt', '__proto__'), fc.string());
    fc.assert(
      fc.property(others, (further) => {
        const url = new URL(authorizationUrl(endpoint, providerSettings(), { ...request, further }));
        const plain = new URL(authorizationUrl(endpoint, providerSettings(), request));
        for (const name of names) expect(url.searchParams.getAll(name)).toEqual(plain.searchParams.getAll(name));
      }),
    );
  });
});
