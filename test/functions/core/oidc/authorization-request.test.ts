import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  authorizationParameters,
  authorizationUrl,
  pushedAuthorizationUrl,
} from '../../../../functions/core/oidc/authorization-request.ts';
import { providerSettings } from '../support/settings.ts';

const endpoint = 'https://login.example.com/authorize';
const request = {
  redirectUri: 'https://postern.example.com/callback/corp',
  state: 'the-state',
  nonce: 'the-nonce',
  codeVerifier: 'the-verifier',
  extraParameters: {},
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

  test('asks for form_post if the provider is set so', () => {
    const url = authorizationUrl(endpoint, providerSettings({ responseMode: 'form_post' }), request);
    expect(parametersOf(url)['response_mode']).toBe('form_post');
  });

  test('adds further parameters', () => {
    const url = authorizationUrl(endpoint, providerSettings(), {
      ...request,
      extraParameters: { prompt: 'a b', display: 'page' },
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
        const url = new URL(authorizationUrl(endpoint, providerSettings(), { ...request, extraParameters: further }));
        const plain = new URL(authorizationUrl(endpoint, providerSettings(), request));
        for (const name of names) expect(url.searchParams.getAll(name)).toEqual(plain.searchParams.getAll(name));
      }),
    );
  });
});

describe('authorizationParameters', () => {
  test('are what stands in the URL, whatever else was chosen', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' })), (further) => {
        const provider = providerSettings({ responseMode: 'form_post' });
        const parameters = authorizationParameters(provider, { ...request, extraParameters: further });
        expect(new URLSearchParams(parameters).toString()).toBe(
          new URL(
            authorizationUrl(endpoint, provider, { ...request, extraParameters: further }),
          ).searchParams.toString(),
        );
        expect(parameters).toMatchObject({ client_id: 'client-1', response_mode: 'form_post', state: 'the-state' });
      }),
    );
  });
});

describe('pushedAuthorizationUrl', () => {
  const requestUri = 'urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c';

  test('has client_id and request_uri, and no other parameter of ours', () => {
    const url = pushedAuthorizationUrl(endpoint, providerSettings({ responseMode: 'form_post' }), requestUri);
    expect(parametersOf(url)).toEqual({ client_id: 'client-1', request_uri: requestUri });
  });

  test("keeps the endpoint's own query, and none of it in the place of ours", () => {
    const query = 'tenant=a%20b&request_uri=urn%3Aother&client_id=other';
    const url = pushedAuthorizationUrl(`${endpoint}?${query}`, providerSettings(), requestUri);
    expect([...new URL(url).searchParams]).toEqual([
      ['tenant', 'a b'],
      ['request_uri', requestUri],
      ['client_id', 'client-1'],
    ]);
  });

  test('whatever stands in the request_uri stays there', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const url = new URL(pushedAuthorizationUrl(endpoint, providerSettings(), `urn:${text}&state=x#y`));
        expect(url.searchParams.get('request_uri')).toBe(`urn:${text}&state=x#y`);
        expect([url.searchParams.size, url.hash]).toEqual([2, '']);
      }),
    );
  });
});
