import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { providerTypes } from '../../../functions/core/contract/provider-settings.ts';
import { issuersOf } from '../../../functions/core/oidc/token-claims/issuer.ts';
import { presets } from '../../../lib/config/presets.ts';
import { isScope } from '../../../lib/config/scope.ts';
import { deployed, expectRefused, firstProvider, local, problemsOf, smallest, tenants } from './blocks.ts';

type Type = keyof typeof smallest;
const block = (type: Type, change: object = {}) => ({ providers: [{ ...smallest[type], ...change }] });
const parsed = (type: Type, change: object = {}) => firstProvider(block(type, change));
const refused = (type: Type, change: object, key: string, cure: RegExp) =>
  expectRefused(block(type, change), `providers[0].${key}`, cure);

const openIdConnect = {
  tenants: [],
  scope: 'openid profile email',
  idTokenSignedResponseAlg: 'RS256',
  tokenEndpointAuthMethod: 'client_secret_basic',
  responseMode: 'query',
  pushedAuthorizationRequests: 'auto',
  userinfo: 'auto',
  emailTrust: 'boolean',
  identityKey: 'sub',
  signOut: 'rp_initiated',
};

const never = { pushedAuthorizationRequests: 'never' };

describe('defaults of each type', () => {
  test.each<[Type, object]>([
    ['google', { ...never, label: 'Google', issuer: 'https://accounts.google.com' }],
    ['gitlab', { ...never, label: 'GitLab', issuer: 'https://gitlab.com', userinfo: 'always' }],
    ['okta', { label: 'Okta', userinfo: 'always' }],
    ['auth0', { label: 'Auth0' }],
    ['keycloak', { label: 'Keycloak' }],
    ['cognito', { ...never, label: 'Amazon Cognito', emailTrust: 'boolean_or_text', signOut: 'cognito' }],
    [
      'microsoft',
      { ...never, label: 'Microsoft', tenants, emailTrust: 'never', identityKey: 'tid_oid', userinfo: 'never' },
    ],
    [
      'apple',
      {
        ...never,
        label: 'Apple',
        issuer: 'https://appleid.apple.com',
        scope: 'openid name email',
        tokenEndpointAuthMethod: 'client_secret_post',
        responseMode: 'form_post',
        userinfo: 'never',
        emailTrust: 'boolean_or_text',
        clientSecretJwt: { teamId: 'TEAM123456', keyId: 'KEY1234567' },
      },
    ],
  ])('%s', (type, preset) => {
    expect(parsed(type)).toMatchObject({ ...openIdConnect, type, ...preset });
  });

  test.each(providerTypes.filter((type) => presets[type].issuer === undefined))('%s needs an issuer', (type) => {
    refused(type, { issuer: undefined }, 'issuer', /must be the provider's issuer/);
  });

  test('pushedAuthorizationRequests can be changed, except for a fixed preset', () => {
    for (const type of ['authentiq', 'google', 'gitlab', 'microsoft', 'cognito'] as const) {
      expect(parsed(type)).toMatchObject(never);
      const pushedAuthorizationRequests = 'auto';
      expect(parsed(type, { pushedAuthorizationRequests })).toMatchObject({ pushedAuthorizationRequests });
    }
  });

  test('the issuer of a self-hosted GitLab or Authentiq', () => {
    expect(parsed('gitlab', { issuer: 'https://gitlab.example.com' })?.issuer).toBe('https://gitlab.example.com');
    expect(parsed('authentiq', { issuer: 'https://a.example/' })?.issuer).toBe('https://a.example/');
  });
});

describe('issuers in a format that the type does not have', () => {
  test.each<[Type, string, RegExp]>([
    ['auth0', 'https://corp.eu.auth0.example', /ends in a slash/],
    ['keycloak', 'https://login.example.com', /realms/],
    ['keycloak', 'https://login.example.com/realms/corp/', /without a slash/],
    ['cognito', 'https://corp.auth.eu-central-1.amazoncognito.com', /user pool's, not its sign-in domain/],
    ['microsoft', 'https://login.microsoftonline.com/common/v2.0', /by its ID in lower case/],
    ['microsoft', 'https://login.microsoftonline.com/corp.example/v2.0', /by its ID in lower case/],
    ['microsoft', `https://login.microsoftonline.com/${tenants[0].toUpperCase()}/v2.0`, /by its ID in lower case/],
  ])('%s: %s', (type, issuer, cure) => {
    refused(type, { issuer }, 'issuer', cure);
  });
});

describe('microsoft', () => {
  const online = 'https://login.microsoftonline.com';
  const personal = '9188040d-6c67-4c5b-b112-36a304b66dad';
  const wellKnown = 'v2.0/.well-known/openid-configuration';

  test('one tenant, several, and personal accounts', () => {
    const one = parsed('microsoft', { tenants: [tenants[0]] });
    expect(one).toMatchObject({ issuer: `${online}/${tenants[0]}/v2.0`, tenants: [] });
    expect(one).not.toHaveProperty('metadataUrl');
    expect(parsed('microsoft')).toMatchObject({
      issuer: `${online}/{tenantid}/v2.0`,
      metadataUrl: `${online}/organizations/${wellKnown}`,
    });
    const withPersonal = parsed('microsoft', { tenants: [tenants[0], personal] });
    expect(withPersonal?.metadataUrl).toBe(`${online}/common/${wellKnown}`);
  });

  test('a national cloud, and a stand-in on this machine', () => {
    const issuer = 'http://127.0.0.1:4000/{tenantid}/v2.0/';
    expect(firstProvider(block('microsoft', { issuer }), local)).toMatchObject({
      issuer,
      metadataUrl: `http://127.0.0.1:4000/organizations/${wellKnown}`,
    });
    const single = `https://login.microsoftonline.us/${tenants[0]}/v2.0`;
    expect(parsed('microsoft', { issuer: single, tenants: undefined })).toMatchObject({ issuer: single, tenants: [] });
  });

  test('only tokens of listed tenants are accepted', () => {
    const ids = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(ids, fc.boolean(), (listed, twice) => {
        const settings = parsed('microsoft', { tenants: twice ? [...listed, ...listed] : listed });
        const names = settings === undefined ? [] : issuersOf(settings).map(({ name }) => name);
        expect(names).toEqual(listed.map((tenant) => `${online}/${tenant}/v2.0`));
        expect(settings?.metadataUrl === undefined).toBe(listed.length === 1);
      }),
    );
  });

  test.each<[string, unknown, string, RegExp]>([
    ['absent', undefined, 'tenants', /IDs of the tenants/],
    ['an empty list', [], 'tenants', /IDs of the tenants/],
    ['no list', tenants[0], 'tenants', /must be a list/],
    ['everybody', ['common'], 'tenants[0]', /lower-case GUIDs/],
    ['capitals', [tenants[0].toUpperCase()], 'tenants[0]', /lower-case GUIDs/],
    ['a domain', ['corp.example'], 'tenants[0]', /lower-case GUIDs/],
  ])('tenants: %s', (_, listed, key, cure) => {
    refused('microsoft', { tenants: listed }, key, cure);
  });

  test('tenants with the issuer of one tenant are refused', () => {
    refused('microsoft', { issuer: `${online}/${tenants[0]}/v2.0` }, 'tenants', /names one tenant already/);
  });
});

describe('apple', () => {
  test.each<[string, object, string, RegExp]>([
    ['no team', { teamId: undefined }, 'teamId', /team ID that Apple shows/],
    ['a team in lower case', { teamId: 'team123456' }, 'teamId', /team ID that Apple shows/],
    ['a key too long', { keyId: 'KEY12345678' }, 'keyId', /key ID that Apple shows/],
    [
      'ID tokens signed with the client secret',
      { idTokenSignedResponseAlg: 'HS256' },
      'idTokenSignedResponseAlg',
      /be RS256/,
    ],
    ['response mode query', { responseMode: 'query' }, 'responseMode', /be form_post/],
    ['UserInfo', { userinfo: 'always' }, 'userinfo', /be never/],
    ['pushed requests', { pushedAuthorizationRequests: 'auto' }, 'pushedAuthorizationRequests', /be never/],
    ['signed UserInfo', { userinfoSignedResponseAlg: 'RS256' }, 'userinfoSignedResponseAlg', /: remove the key\.$/],
    [
      'client_secret_basic',
      { tokenEndpointAuthMethod: 'client_secret_basic' },
      'tokenEndpointAuthMethod',
      /be client_secret_post/,
    ],
  ])('%s', (_, change, key, cure) => {
    refused('apple', change, key, cure);
  });

  test('its fixed values may be written out', () => {
    const { idTokenSignedResponseAlg, tokenEndpointAuthMethod, responseMode, userinfo } = presets.apple;
    const written = { idTokenSignedResponseAlg, tokenEndpointAuthMethod, responseMode, userinfo };
    expect(problemsOf(block('apple', written))).toEqual([]);
  });
});

describe('scopes with which nobody could sign in, or only once', () => {
  test.each<[Type, string, RegExp]>([
    ['microsoft', 'openid email', /must have profile/],
    ['microsoft', 'profiles email', /must have profile/],
    ['microsoft', 'profile email~s', /email~s is impossible/],
    ['microsoft', 'email~rs profile', /email~s is impossible/],
    ['microsoft', 'profile email~sr', /email~s is impossible/],
    ['apple', 'openid name~r email', /name~r is impossible/],
    ['apple', 'openid profile email', /only openid, name and email/],
  ])('%s: %s', (type, scope, cure) => {
    refused(type, { args: { scope } }, 'args.scope', cure);
  });

  const scopes = fc
    .array(
      fc.record({
        name: fc.constantFrom('openid', 'profile', 'email', 'name', 'myemail', 'phone'),
        modifier: fc.constantFrom('', '~r', '~s', '~rs', '~sr'),
      }),
      { minLength: 1, maxLength: 5 },
    )
    .filter((values) => isScope(values.map(({ name, modifier }) => name + modifier).join(' ')));

  test('and no others', () => {
    fc.assert(
      fc.property(scopes, (values) => {
        const scope = values.map(({ name, modifier }) => name + modifier).join(' ');
        const accepts = (type: Type) => problemsOf(block(type, { args: { scope } }), deployed).length === 0;
        const isProfile = values.some(({ name }) => name === 'profile');
        const isVerified = values.some(({ name, modifier }) => name === 'email' && modifier.includes('s'));
        expect(accepts('microsoft')).toBe(isProfile && !isVerified);
        expect(accepts('apple')).toBe(
          values.every(
            ({ name, modifier }) => name === 'email' || (['openid', 'name'].includes(name) && modifier === ''),
          ),
        );
        expect(accepts('google')).toBe(true);
      }),
    );
  });
});
