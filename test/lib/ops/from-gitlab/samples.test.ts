import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../../../../lib/config/index.ts';
import { readSettings } from '../../../../lib/ops/from-gitlab/read-file.ts';
import { reportOf, reportText } from '../../../../lib/ops/from-gitlab/report.ts';
import { translate } from '../../../../lib/ops/from-gitlab/translation.ts';
import { noteLines } from './support.ts';

const directory = join(import.meta.dirname, 'samples');
const translateSample = async (name: string) =>
  translate(await readSettings(readFileSync(join(directory, name), 'utf8')));

describe.each(readdirSync(directory))('%s', (name) => {
  test('the block is valid, except for the problems that are reported', async () => {
    const { postern, toFillIn } = await translateSample(name);
    const parse = () => parseConfig(postern, { allowLoopbackHttp: false });
    if (toFillIn.length === 0) expect(parse().declaredProviders.length).toBeGreaterThan(0);
    else expect(parse).toThrow(expect.objectContaining({ problems: toFillIn }));
  });

  test('no secret of the file is shown anywhere', async () => {
    const translation = await translateSample(name);
    const shown = `${JSON.stringify(translation)}${reportText(translation, undefined)}`;
    expect(shown).not.toMatch(/sample-secret|bind-password|00:11/);
  });
});

test('Authentiq, with LDAP and SAML', async () => {
  const { postern, map, notes, providers, toFillIn } = await translateSample('authentiq.rb');
  expect(postern).toEqual({
    providers: [
      {
        name: 'authentiq',
        label: 'Phone',
        appId: 'wiki-client',
        issuer: 'https://id.example.com/',
        args: { scope: 'aq:name email~rs address aq:push' },
      },
    ],
    enabled: true,
    allowSingleSignOn: ['authentiq'],
    blockAutoCreatedUsers: false,
    autoLinkUser: ['authentiq'],
    syncProfileFromProvider: ['authentiq'],
    syncProfileAttributes: ['name', 'email'],
  });
  expect(toFillIn).toEqual([]);
  expect(map).toEqual([['saml', '']]);
  expect(providers.map(({ secretLine }) => secretLine)).toEqual([31]);
  expect(noteLines(notes)).toEqual([
    expect.stringMatching(/^8 ldap_enabled: /),
    expect.stringMatching(/^17 omniauth_allow_single_sign_on\[1\]: .* no counterpart/),
    expect.stringMatching(/^19 omniauth_auto_link_user: .*verified/),
    expect.stringMatching(/^20 omniauth_auto_link_ldap_user: LDAP/),
    expect.stringMatching(/^22 omniauth_allow_bypass_two_factor: .*second factor/),
    expect.stringMatching(/^23 omniauth_sync_profile_from_provider: .*verified/),
    expect.stringMatching(/^24 omniauth_sync_profile_attributes\[2\]: /),
    expect.stringMatching(/^34 omniauth_providers\[0\]\.args\.client_options\.site: /),
    expect.stringMatching(/^37 omniauth_providers\[1\]: .*SAML/),
  ]);
});

test('two realms, the second with many settings without counterpart', async () => {
  const { postern, notes } = await translateSample('two-realms.rb');
  expect(postern).toEqual({
    providers: [
      {
        name: 'staff-login',
        type: 'keycloak',
        label: 'Staff — HQ',
        appId: 'git-staff',
        issuer: 'https://keys.example.com/realms/staff',
        args: { scope: 'openid profile email', prompt: 'login', max_age: 3600 },
        tokenEndpointAuthMethod: 'client_secret_post',
      },
      {
        name: 'partner-login',
        type: 'openid_connect',
        appId: 'git-partner',
        issuer: 'https://partners.example.org',
        args: { scope: 'openid email', kc_idp_hint: 'corp' },
        tokenEndpointAuthMethod: 'client_secret_jwt',
        clientAssertionAudience: 'token_endpoint',
        responseMode: 'form_post',
        idTokenSignedResponseAlg: 'RS256',
        requiredClaims: { groups: ['git'] },
      },
    ],
    allowSingleSignOn: true,
    externalProviders: ['partner-login'],
    autoSignInWithProvider: 'staff-login',
  });
  expect(notes.map(({ setting, line }) => `${line} ${setting.replace('omniauth_providers', '')}`)).toEqual([
    '16 [1].icon',
    '19 [1].args.response_type',
    '20 [1].args.discovery',
    '20 [1].args.uid_field',
    '20 [1].args.pkce',
    '25 [1].args.client_options.authorization_endpoint',
    '25 [1].args.client_options.token_endpoint',
  ]);
});

test('Microsoft, Google and another GitLab', async () => {
  const { postern } = await translateSample('microsoft-google.rb');
  expect(postern).toEqual({
    providers: [
      {
        name: 'azure-activedirectory-v2',
        type: 'microsoft',
        appId: '11111111-aaaa-4bbb-8ccc-222222222222',
        tenants: ['33333333-aaaa-4bbb-8ccc-444444444444'],
      },
      {
        name: 'google-oauth2',
        type: 'google',
        appId: '0123456789.apps.googleusercontent.com',
        args: { scope: 'email profile', hd: 'example.com' },
        requiredClaims: { hd: ['example.com'] },
      },
      { name: 'gitlab', appId: 'parent', issuer: 'https://parent.example.com' },
    ],
    allowSingleSignOn: ['azure-activedirectory-v2', 'google-oauth2'],
    autoLinkUser: ['google-oauth2'],
  });
});

test('Auth0, Cognito, Apple and Okta', async () => {
  const { postern, map, toFillIn } = await translateSample('many-kinds.rb');
  const args = { scope: 'openid profile email' };
  expect(postern['providers']).toEqual([
    { name: 'auth0', appId: 'a0', issuer: 'https://example.eu.auth0.com/', args },
    { name: 'cognito', label: 'Pool', appId: 'cog', args },
    { name: 'apple', appId: 'com.example.git', teamId: 'ABCDE12345', keyId: '12345ABCDE' },
    { name: 'openid-connect', type: 'okta', appId: 'okta-client', issuer: 'https://example.okta.com', args },
  ]);
  expect(toFillIn.map(({ path }) => path)).toEqual(['providers[1].issuer']);
  expect(map).toEqual([['crowd', '']]);
});

test('values that only Ruby can work out are noted and omitted', async () => {
  const { postern, notes, toFillIn } = await translateSample('computed.rb');
  expect(postern).toEqual({
    providers: [
      { name: 'corp', type: 'openid_connect' },
      { name: 'corp-two', type: 'openid_connect' },
    ],
  });
  expect(toFillIn.map(({ path }) => path)).toEqual([
    'providers[0].issuer',
    'providers[0].appId',
    'providers[1].issuer',
    'providers[1].appId',
  ]);
  expect(noteLines(notes)).toEqual([
    expect.stringMatching(/^4 omniauth_block_auto_created_users: .*block/),
    expect.stringMatching(/^9 omniauth_allow_single_sign_on: .*ENV/),
    expect.stringMatching(/^10 omniauth_auto_sign_in_with_provider: .*ENV/),
    expect.stringMatching(/^14 omniauth_providers\[0\]\.args: Only Ruby/),
    expect.stringMatching(/^28 omniauth_providers\[1\]\.args\.issuer: .*#\{…\}/),
    expect.stringMatching(/^30 omniauth_providers\[1\]\.args\.client_options\.identifier: .*ENV/),
  ]);
});

test('a gitlab.yml, from which production is read', async () => {
  const { postern, providers } = await translateSample('gitlab.yml');
  expect(postern).toEqual({
    providers: [
      {
        name: 'openid-connect',
        type: 'openid_connect',
        label: 'Corporate login',
        appId: '12345678901234567890',
        issuer: 'https://login.example.com',
        args: { scope: 'openid profile email' },
      },
    ],
    allowSingleSignOn: ['openid-connect'],
    blockAutoCreatedUsers: true,
    externalProviders: [],
    syncProfileFromProvider: ['openid-connect'],
  });
  expect(providers.map(({ secretLine }) => secretLine)).toEqual([31]);
});

test('values of the Helm chart, with a note on a provider in a Kubernetes secret', async () => {
  const translation = await translateSample('helm-values.yaml');
  expect(translation.postern).toMatchObject({ providers: [{ name: 'corp' }], autoLinkUser: ['corp'] });
  expect(translation.notes).toContainEqual({
    setting: 'global.appConfig.omniauth.providers[0]',
    line: 17,
    reason: expect.stringContaining('Kubernetes secret'),
  });
});

test('the report lists commands and redirect URIs', async () => {
  expect(reportOf(await translateSample('many-kinds.rb'))).toEqual({
    commands: [
      'npm run ops -- secret set auth0',
      'npm run ops -- secret set cognito',
      'npm run ops -- secret set apple < AuthKey.p8',
      'npm run ops -- secret set openid-connect',
      "npm run ops -- users import <file of GitLab's users> --map crowd=",
    ],
    redirects: ['auth0', 'cognito', 'apple', 'openid-connect'].map((provider) => ({
      provider,
      redirect_uri: `<base URL>/callback/${provider}`,
    })),
  });
});
