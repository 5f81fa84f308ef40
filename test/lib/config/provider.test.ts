import { describe, expect, test } from '@jest/globals';
import { jwsAlgorithms } from '../../../functions/core/contract/algorithms.ts';
import { expectRefused, firstProvider, problemsOf, smallest, withProvider } from './blocks.ts';

describe('a provider', () => {
  test('without a type is openid_connect, with a label made from the name', () => {
    expect(firstProvider(withProvider({ name: 'corp-login' }))).toMatchObject({
      type: 'openid_connect',
      label: 'Corp Login',
      scope: 'openid profile email',
      idTokenSignedResponseAlg: 'RS256',
    });
  });

  test('has the type of its name, unless another is set', () => {
    expect(firstProvider(withProvider({ name: 'google' }))).toMatchObject({ type: 'google', label: 'Google' });
    const plain = withProvider({ name: 'google', type: 'openid_connect' });
    expect(firstProvider(plain)).toMatchObject({ type: 'openid_connect', label: 'Google' });
  });

  test('has an overlap window of a day, or as configured', () => {
    const overlap = (change: object) => firstProvider(withProvider(change))?.secretOverlapSeconds;
    expect(overlap({})).toBe(24 * 3600);
    for (const secretOverlapHours of [0, 1, 24, 168]) {
      expect(overlap({ secretOverlapHours })).toBe(secretOverlapHours * 3600);
    }
  });

  test('has a UserInfo algorithm only if configured', () => {
    expect(firstProvider(withProvider({}))).not.toHaveProperty('userinfoSignedResponseAlg');
    for (const userinfoSignedResponseAlg of jwsAlgorithms) {
      for (const userinfo of ['auto', 'always']) {
        const settings = firstProvider(withProvider({ userinfo, userinfoSignedResponseAlg }));
        expect(settings).toMatchObject({ userinfo, userinfoSignedResponseAlg });
      }
    }
  });

  test('may be one of several of a type', () => {
    const { providers } = withProvider({ name: 'partners', type: 'google' });
    expect(problemsOf({ providers: [smallest.google, ...providers] })).toEqual([]);
  });
});

describe('what is refused', () => {
  test.each<[string, object, string, RegExp]>([
    ['no app ID', { appId: undefined }, 'appId', /client ID/],
    ['a placeholder', { appId: '<your client id>' }, 'appId', /client ID/],
    ['a bad name', { name: 'Corp' }, 'name', /lower-case/],
    ['no issuer', { issuer: undefined }, 'issuer', /https URL/],
    ['an issuer with a query', { issuer: 'https://a.example/?x' }, 'issuer', /https URL/],
    ['an issuer with a user', { issuer: 'https://a@b.example/' }, 'issuer', /https URL/],
    ['a tenant placeholder for another type', { issuer: 'https://a.example/{tenantid}' }, 'issuer', /https URL/],
    ["another type's tenants", { tenants: [] }, 'tenants', /of type microsoft/],
    ["another type's team", { teamId: 'TEAM123456' }, 'teamId', /of type apple/],
    ["another type's key", { keyId: 'KEY1234567' }, 'keyId', /of type apple/],
    ['an unknown type', { type: 'oauth' }, 'type', /authentiq, openid_connect/],
    ['alg none', { idTokenSignedResponseAlg: 'none' }, 'idTokenSignedResponseAlg', /unsigned/],
    ['UserInfo algorithm none', { userinfoSignedResponseAlg: 'none' }, 'userinfoSignedResponseAlg', /remove the key/],
    [
      'an unknown UserInfo algorithm',
      { userinfoSignedResponseAlg: 'ES256K' },
      'userinfoSignedResponseAlg',
      /one of HS256,/,
    ],
    [
      'a UserInfo algorithm that is no string',
      { userinfoSignedResponseAlg: null },
      'userinfoSignedResponseAlg',
      /one of HS256,/,
    ],
    [
      'a UserInfo algorithm with userinfo never',
      { userinfo: 'never', userinfoSignedResponseAlg: 'RS256' },
      'userinfoSignedResponseAlg',
      /remove the key, or set userinfo to auto or always/,
    ],
    ['mode none', { responseMode: 'none' }, 'responseMode', /one of query, form_post/],
    [
      'an unknown value for pushed requests',
      { pushedAuthorizationRequests: true },
      'pushedAuthorizationRequests',
      /auto, always, never/,
    ],
    [
      'an unsupported authentication method',
      { tokenEndpointAuthMethod: 'tls_client_auth' },
      'tokenEndpointAuthMethod',
      /private_key_jwt/,
    ],
    ['a protocol parameter', { args: { state: 'x' } }, 'args.state', /sets the protocol parameters itself/],
    ['a response mode', { args: { response_mode: 'x' } }, 'args.response_mode', /responseMode/],
    ['a bad modifier', { args: { scope: 'email~x' } }, 'args.scope', /~r, ~s, ~rs/],
    ['prompt none with login', { args: { prompt: 'none login' } }, 'args.prompt', /none only by itself/],
    ['a negative age', { args: { max_age: -1 } }, 'args.max_age', /seconds/],
    ['a number for a parameter', { args: { acr_values: 1 } }, 'args.acr_values', /string/],
    ['a negative overlap', { secretOverlapHours: -1 }, 'secretOverlapHours', /whole number of hours from 0 to 168/],
    ['an overlap of half an hour', { secretOverlapHours: 0.5 }, 'secretOverlapHours', /from 0 to 168/],
    ['an overlap of more than a week', { secretOverlapHours: 169 }, 'secretOverlapHours', /from 0 to 168/],
    ['an overlap as a string', { secretOverlapHours: '24' }, 'secretOverlapHours', /from 0 to 168/],
    ['a misspelt overlap', { secretOverlapHour: 1 }, 'secretOverlapHour', /mean secretOverlapHours\?/],
    ['an invisible label', { label: '\u202e' }, 'label', /printable/],
    ['an icon from elsewhere', { icon: 'https://a.example/i.svg' }, 'icon', /data: URI/],
    ["GitLab's spelling", { app_id: 'x' }, 'app_id', /Did you mean appId\?/],
  ])('%s', (_, change, key, cure) => {
    expectRefused(withProvider(change), `providers[0].${key}`, cure);
  });

  test.each<[string, RegExp]>([
    ['ldap', /LDAP and SAML do not apply/],
    ['saml', /LDAP and SAML do not apply/],
    ['github', /does not support OpenID Connect/],
    ['facebook', /does not support OpenID Connect/],
    ['twitter', /does not support OpenID Connect/],
    ['bitbucket', /does not support OpenID Connect/],
    ['salesforce', /Use "openid_connect"/],
  ])('the type %s, with the reason', (type, cure) => {
    expectRefused(withProvider({ type }), 'providers[0].type', cure);
  });

  test.each([
    ['google_oauth2', smallest.google, 'google'],
    ['azure_oauth2', smallest.microsoft, 'microsoft'],
    ['azure_activedirectory_v2', smallest.microsoft, 'microsoft'],
  ])('the type %s, with the other keys read by the type of Postern', (type, keys, successor) => {
    expectRefused({ providers: [{ ...keys, type }] }, 'providers[0].type', new RegExp(`^Use "${successor}"`));
  });

  test('provider names that collide in output names', () => {
    const [first] = withProvider({ name: 'a-1' }).providers;
    expect(problemsOf({ providers: [first, { ...first, name: 'a1' }] })).toMatchObject([{ path: 'providers[1]' }]);
    expect(problemsOf({ providers: [first, first] })).toMatchObject([{ path: 'providers[1]' }]);
  });

  test('more providers than a function environment can hold', () => {
    const [first] = withProvider({}).providers;
    const providers = Array.from({ length: 21 }, (_, index) => ({ ...first, name: `p${index}` }));
    expect(problemsOf({ providers })).toMatchObject([{ path: 'providers' }]);
  });
});
