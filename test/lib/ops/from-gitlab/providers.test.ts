import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { uniqueProviderName } from '../../../../lib/ops/from-gitlab/providers/provider-name.ts';
import { noteLines, translateRuby } from './support.ts';

/** Translates a gitlab.rb with this one provider: its block, the notes on it and the map for `users import`. */
function translateProvider(literal: string) {
  const { postern, notes, map } = translateRuby(`providers = [${literal}]`);
  const [provider] = postern['providers'] as readonly object[];
  return { provider, notes: noteLines(notes).map((note) => note.replace('1 omniauth_providers[0]', '')), map };
}

const openId = (args: string) => translateProvider(`{ name: 'openid_connect', args: { ${args} } }`);

describe('OpenID Connect', () => {
  test.each([
    ["issuer: 'https://id.example.com'", { issuer: 'https://id.example.com' }],
    ['client_options: { identifier: 12 }', { appId: '12' }],
    ["scope: 'openid email'", { args: { scope: 'openid email' } }],
    ['scope: [:openid, :email, :openid]', { args: { scope: 'openid email' } }],
    ["prompt: ['login', 'consent']", { args: { prompt: 'login consent' } }],
    ["acr_values: 'high', display: :page, login_hint: ''", { args: { acr_values: 'high', display: 'page' } }],
    ["max_age: '60'", { args: { max_age: 60 } }],
    ["response_mode: 'query'", { responseMode: 'query' }],
    ["client_auth_method: 'basic'", {}],
    [
      "client_auth_method: 'jwt_bearer'",
      { tokenEndpointAuthMethod: 'client_secret_jwt', clientAssertionAudience: 'token_endpoint' },
    ],
    ["client_auth_method: 'body'", { tokenEndpointAuthMethod: 'client_secret_post' }],
    ['client_signing_alg: :ES256', { idTokenSignedResponseAlg: 'ES256' }],
    ["response_type: 'code', discovery: true, pkce: 'true', uid_field: 'sub'", {}],
    ['send_scope_to_token_endpoint: false', {}],
    ["issuer: 'https://a.okta.com/oauth2/default'", { type: 'okta', issuer: 'https://a.okta.com/oauth2/default' }],
    ["issuer: 'https://accounts.google.com'", { type: 'google', issuer: 'https://accounts.google.com' }],
    ["issuer: 'https://x.eu.auth0.com/'", { type: 'auth0', issuer: 'https://x.eu.auth0.com/' }],
    [
      "issuer: 'https://k.example.com/auth/realms/r'",
      { type: 'keycloak', issuer: 'https://k.example.com/auth/realms/r' },
    ],
    ["issuer: 'https://okta.com.example.com'", { issuer: 'https://okta.com.example.com' }],
    [
      "client_options: { gitlab: { groups_attribute: 'roles', required_groups: ['staff', 'admins'] } }",
      { requiredClaims: { roles: ['staff', 'admins'] } },
    ],
    [
      "client_options: { gitlab: { groups_attribute: 'roles', required_groups: 'staff' } }",
      { requiredClaims: { roles: ['staff'] } },
    ],
    ["client_options: { gitlab: { groups_attribute: 'roles', required_groups: [] } }", {}],
  ])('%s is translated', (args, keys) => {
    const { provider, notes } = openId(args);
    expect(provider).toEqual({ name: 'openid-connect', type: 'openid_connect', ...keys });
    expect(notes).toEqual([]);
  });

  test.each([
    ["response_type: 'id_token'", /^\.args\.response_type: Only the code flow/],
    ["response_mode: 'fragment'", /^\.args\.response_mode: /],
    ['discovery: false', /^\.args\.discovery: .*discovery document/],
    ["client_options: { jwks_uri: '/keys' }", /^\.args\.client_options\.jwks_uri: .*discovery document/],
    ["uid_field: 'email'", /^\.args\.uid_field: Users are identified only by sub/],
    ['pkce: false', /^\.args\.pkce: It is always on/],
    ['send_nonce: false', /^\.args\.send_nonce: It is always on/],
    ["client_auth_method: 'mtls'", /^\.args\.client_auth_method: .*private_key_jwt/],
    ["client_signing_alg: 'none'", /^\.args\.client_signing_alg: /],
    ["max_age: 'an hour'", /^\.args\.max_age: /],
    [
      "client_options: { gitlab: { admin_groups: ['a'] } }",
      /^\.args\.client_options\.gitlab\.admin_groups: There are no other rules by group/,
    ],
    ["client_jwk_signing_key: 'a'", /^\.args\.client_jwk_signing_key: It has no counterpart\.$/],
    [
      "extra_authorize_params: { client_secret: 'a' }",
      /^\.args\.extra_authorize_params\.client_secret: A client secret/,
    ],
    ["scope: { a: 'b' }", /^\.args\.scope: It should be a list/],
  ])('%s is noted', (args, note) => {
    const { provider, notes } = openId(args);
    expect(provider).toEqual({ name: 'openid-connect', type: 'openid_connect' });
    expect(notes).toEqual([expect.stringMatching(note)]);
  });

  test('groups that are required without the name of their claim are those of the claim groups', () => {
    const { provider, notes } = openId("client_options: { gitlab: { required_groups: ['staff'] } }");
    expect(provider).toMatchObject({ requiredClaims: { groups: ['staff'] } });
    expect(notes).toEqual([
      expect.stringMatching(/^\.args\.client_options\.gitlab\.required_groups: .*the claim groups/),
    ]);
  });

  test('Microsoft by the strategy openid_connect keeps its sub as identifier', () => {
    const { provider, notes } = openId("issuer: 'https://login.microsoftonline.com/x/v2.0'");
    expect(provider).toMatchObject({ type: 'openid_connect' });
    expect(notes).toEqual([expect.stringMatching(/^\.args\.issuer: It stays "openid_connect"/)]);
  });
});

describe('other strategies', () => {
  test.each([
    ["{ name: 'authentiq', app_id: 'a' }", { name: 'authentiq', appId: 'a' }, [/has closed/]],
    [
      "{ name: 'google_oauth2', args: { hd: ['A.com', 'b.com'] } }",
      { name: 'google-oauth2', type: 'google', args: { hd: '*' }, requiredClaims: { hd: ['a.com', 'b.com'] } },
      [],
    ],
    [
      "{ name: 'google_oauth2', args: { hd: 'a.com' } }",
      { name: 'google-oauth2', type: 'google', args: { hd: 'a.com' }, requiredClaims: { hd: ['a.com'] } },
      [],
    ],
    [
      "{ name: 'google_oauth2', args: { hd: '*' } }",
      { name: 'google-oauth2', type: 'google', args: { hd: '*' } },
      [/\.args\.hd: .*refuses private Google accounts/],
    ],
    [
      "{ name: 'auth0', args: { domain: 'a.example.com', organization: 'org_1' } }",
      { name: 'auth0', issuer: 'https://a.example.com/', args: { organization: 'org_1' } },
      [],
    ],
    [
      "{ name: 'google_oauth2', args: { scope: 'https://www.googleapis.com/auth/userinfo.email' } }",
      { name: 'google-oauth2', type: 'google', args: { scope: 'email' } },
      [],
    ],
    [
      "{ name: 'google_oauth2', args: { access_type: 'offline', approval_prompt: '' } }",
      { name: 'google-oauth2', type: 'google' },
      [/\.args\.access_type: Postern stores no tokens/, /\.args\.approval_prompt: Google has replaced it by prompt/],
    ],
    ["{ name: 'gitlab', args: { scope: 'openid email' } }", { name: 'gitlab', args: { scope: 'openid email' } }, []],
    [
      "{ name: 'azure_oauth2', args: { client_id: 'a', tenant_id: 'common' } }",
      { name: 'azure-oauth2', type: 'microsoft', appId: 'a' },
      [/stores the sub/, /directory ids/],
    ],
    [
      "{ name: 'azure_activedirectory_v2', args: { base_azure_url: 'https://login.microsoftonline.us' } }",
      {
        name: 'azure-activedirectory-v2',
        type: 'microsoft',
        issuer: 'https://login.microsoftonline.us/{tenantid}/v2.0',
      },
      [/stores the oid/],
    ],
    [
      "{ name: 'auth0', args: { domain: 'https://a.example.com/' } }",
      { name: 'auth0', issuer: 'https://a.example.com/' },
      [],
    ],
    [
      "{ name: 'cognito_idp', args: { aws_region: 'eu-west-1', user_pool_id: 'eu-west-1_a' } }",
      { name: 'cognito-idp', type: 'cognito', issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a' },
      [],
    ],
    [
      "{ name: 'corp', label: 'Corp', icon: 'data:image/png;base64,AA', args: { issuer: 'https://a.example.com', client_options: { identifier: 'a' } } }",
      {
        name: 'corp',
        type: 'openid_connect',
        label: 'Corp',
        icon: 'data:image/png;base64,AA',
        appId: 'a',
        issuer: 'https://a.example.com',
      },
      [],
    ],
  ])('%s', (literal, expected, reasons) => {
    const { provider, notes } = translateProvider(literal);
    expect(provider).toEqual(expected);
    expect(notes.toSorted()).toHaveLength(reasons.length);
    for (const reason of reasons) expect(notes).toContainEqual(expect.stringMatching(reason));
  });

  test.each([
    ['saml', /SAML/],
    ['github', /OpenID Connect/],
    ['crowd', /OpenID Connect/],
    ['jwt', /OpenID Connect/],
    ['oauth2_generic', /OpenID Connect/],
    ['constructor', /not known/],
    ['__proto__', /not known/],
  ])('%s has no counterpart', (name, reason) => {
    const { provider, notes, map } = translateProvider(`{ name: '${name}', args: { name: '${name}', more: 1 } }`);
    expect(provider).toBeUndefined();
    expect(notes).toEqual([expect.stringMatching(reason)]);
    expect(map).toEqual([[name, '']]);
  });

  test.each(["{ app_id: 'a' }", "'text'", 'nil', "{ name: ENV['X'] }"])('%s is omitted', (literal) => {
    const { provider, notes } = translateProvider(literal);
    expect(provider).toBeUndefined();
    expect(notes.length).toBeGreaterThan(0);
  });
});

test('the map for users import has only names that it cannot derive', () => {
  const of = (name: string) =>
    translateProvider(`{ name: '${name}', args: { strategy_class: 'OmniAuth::Strategies::OpenIDConnect' } }`).map;
  expect(of('corp_login')).toEqual([]);
  expect(of('Corp.Login')).toEqual([['Corp.Login', 'corp-login']]);
});

test('provider names are valid, and differ in more than hyphens', () => {
  const someName = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('a_b', 'a-b', 'ab', 'AB', '_', '', 'x'.repeat(40)),
  );
  fc.assert(
    fc.property(fc.array(someName, { maxLength: 20 }), (gitlabNames) => {
      const names: string[] = [];
      for (const each of gitlabNames) names.push(uniqueProviderName(each, names));
      for (const name of names) expect(name).toMatch(/^(?=.*[a-z0-9])[a-z0-9-]{1,32}$/);
      expect(new Set(names.map((name) => name.replaceAll('-', ''))).size).toBe(names.length);
    }),
  );
});
