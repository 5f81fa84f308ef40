import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { authenticatedRequest } from '../../../../../functions/core/oidc/client-auth/authenticated-request.ts';
import { tokenRequestFields } from '../../../../../functions/core/oidc/token-response.ts';
import { providerSettings } from '../../support/settings.ts';

const url = 'https://login.example.com/token';
const grant = { code: 'c+d/e=', codeVerifier: 'verifier', redirectUri: 'https://postern.example.com/callback/corp' };
const form = (body: string) => Object.fromEntries(new URLSearchParams(body));
const credentialsOf = (header: string | undefined) => Buffer.from((header ?? '').slice(6), 'base64').toString();

function basic(clientId: string, clientSecret: string): string {
  const { headers } = authenticatedRequest(url, providerSettings({ clientId }), clientSecret, {});
  expect(headers['authorization']).toMatch(/^Basic [A-Za-z0-9+/]+={0,2}$/);
  return credentialsOf(headers['authorization']);
}

describe('authenticatedRequest', () => {
  test('client_secret_basic: credentials in the header and nowhere else', () => {
    const request = authenticatedRequest(url, providerSettings(), 'secret', tokenRequestFields(grant));
    expect([request.method, request.url]).toEqual(['POST', url]);
    expect(request.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(credentialsOf(request.headers['authorization'])).toBe('client-1:secret');
    expect(form(request.body)).toEqual({
      grant_type: 'authorization_code',
      code: 'c+d/e=',
      redirect_uri: grant.redirectUri,
      code_verifier: 'verifier',
    });
  });

  test('client_secret_post: credentials in the form and nowhere else', () => {
    const provider = providerSettings({ tokenEndpointAuthMethod: 'client_secret_post' });
    const request = authenticatedRequest(url, provider, 's+e/c=', tokenRequestFields(grant));
    expect(request.headers).toEqual({ 'content-type': 'application/x-www-form-urlencoded' });
    expect(form(request.body)).toMatchObject({ client_id: 'client-1', client_secret: 's+e/c=', code: 'c+d/e=' });
  });

  test.each(['private_key_jwt', 'client_secret_jwt'] as const)(
    '%s: the assertion in the form, and no secret',
    (method) => {
      const provider = providerSettings({ tokenEndpointAuthMethod: method });
      const request = authenticatedRequest(url, provider, 'h.c.s', tokenRequestFields(grant));
      expect(request.headers).toEqual({ 'content-type': 'application/x-www-form-urlencoded' });
      expect(form(request.body)).toEqual({
        ...form(String(new URLSearchParams(tokenRequestFields(grant)))),
        client_id: 'client-1',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: 'h.c.s',
      });
    },
  );
});

describe('client_secret_basic encodes both parts (RFC 6749 section 2.3.1)', () => {
  test('unreserved characters stay as they are', () => {
    const unreserved = 'AZaz09-._~';
    expect(basic(unreserved, unreserved)).toBe(`${unreserved}:${unreserved}`);
  });

  test.each([
    ['a b', 'a+b'],
    ['a+b', 'a%2Bb'],
    ['a:b', 'a%3Ab'],
    ['a/b=', 'a%2Fb%3D'],
    ['a%b', 'a%25b'],
    ["!'()*", '%21%27%28%29%2A'],
    ['ü', '%C3%BC'],
  ])('%j becomes %j', (text, encoded) => expect(basic(text, text)).toBe(`${encoded}:${encoded}`));

  test('any pair is read back by a form decoder, split at the only colon', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, (id, secret) => {
        const parts = basic(id, secret).split(':');
        const decode = (part: string | undefined) => new URLSearchParams(`x=${part}`).get('x');
        expect(parts.map(decode)).toEqual([id, secret]);
      }),
    );
  });
});
