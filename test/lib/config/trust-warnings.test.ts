import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../../../lib/config/index.ts';
import { trustWarnings } from '../../../lib/config/trust-warnings.ts';
import { deployed, smallest } from './blocks.ts';

type Type = keyof typeof smallest;
const warningsOf = (type: Type, change: object, rest: object = {}) =>
  trustWarnings(parseConfig({ providers: [{ ...smallest[type], ...change }], ...rest }, deployed));
const approving = (domain: string) => ({ allowSingleSignOn: true, autoApprove: [domain] });
const allowing = { allowedEmailDomains: ['example.com'] };

describe('addresses of a provider where anybody may register', () => {
  test.each<[string, Type, object, object, RegExp]>([
    ['allowedEmailDomains', 'google', allowing, {}, /^allowedEmailDomains .* provider google .* Set args\.hd/],
    ['autoApprove', 'google', {}, approving('example.com'), /^autoApprove .* Set args\.hd/],
    ['autoLinkUser', 'google', {}, { autoLinkUser: true }, /^autoLinkUser .* Set args\.hd/],
    [
      'claims that are not hd',
      'google',
      { requiredClaims: { locale: 'en' }, ...allowing },
      {},
      /^allowedEmailDomains /,
    ],
    [
      "Google's issuer",
      'openid_connect',
      { issuer: 'https://accounts.google.com', ...allowing },
      {},
      /^allowedEmailDomains .* provider openid-connect /,
    ],
    ['gitlab.com', 'gitlab', allowing, {}, /^allowedEmailDomains .* with requiredClaims, or do without/],
    ['Apple', 'apple', {}, { autoLinkUser: ['apple'] }, /^autoLinkUser .* use another provider/],
  ])('are warned of: %s', (_, type, change, rest, warning) => {
    expect(warningsOf(type, change, rest)).toEqual([expect.stringMatching(warning)]);
  });

  test('are warned of for each key', () => {
    const rest = { ...approving('example.com'), autoLinkUser: true };
    expect(warningsOf('google', allowing, rest).map((warning) => warning.split(' ')[0])).toEqual([
      ...['allowedEmailDomains', 'autoApprove', 'autoLinkUser'],
    ]);
  });

  test.each<[string, Type, object, object]>([
    ['nothing goes by addresses', 'google', {}, { allowSingleSignOn: true }],
    ['the hosted domain is required', 'google', { args: { hd: 'example.com' }, ...allowing }, { autoLinkUser: true }],
    ['any hosted domain is required', 'google', { args: { hd: '*' }, ...allowing }, approving('example.com')],
    ['the domain is its own', 'google', { allowedEmailDomains: ['gmail.com'] }, approving('googlemail.com')],
    ['it creates no accounts', 'google', {}, { autoApprove: ['example.com'] }],
    ['a group is required', 'gitlab', { requiredClaims: { groups: 'corp' }, ...allowing }, { autoLinkUser: true }],
    ['the instance is its own', 'gitlab', { issuer: 'https://gitlab.example.com', ...allowing }, {}],
    ['the directory is its own', 'keycloak', allowing, { autoLinkUser: true }],
  ])('are not warned of if %s', (_, type, change, rest) => expect(warningsOf(type, change, rest)).toEqual([]));
});

describe('a parameter that is only a request', () => {
  test.each<[Type, object]>([
    ['auth0', { connection: 'staff' }],
    ['okta', { idp: '0oa1' }],
    ['keycloak', { kc_idp_hint: 'corp' }],
    ['cognito', { identity_provider: 'Corp' }],
    ['openid_connect', { hd: 'example.com' }],
    ['openid_connect', { organization: 'org_1' }],
  ])('is warned of unless a claim is required: %s %j', (type, args) => {
    const [parameter] = Object.keys(args);
    expect(warningsOf(type, { args })).toEqual([
      expect.stringMatching(`^args\\.${parameter} of the provider .*requiredClaims`),
    ]);
    expect(warningsOf(type, { args, requiredClaims: { groups: 'staff' } })).toEqual([]);
  });

  test('other parameters are none', () => {
    expect(warningsOf('google', { args: { hd: 'example.com', prompt: 'login' } })).toEqual([]);
    expect(warningsOf('auth0', { args: { organization: 'org_1', login_hint: 'a' } })).toEqual([]);
  });
});
