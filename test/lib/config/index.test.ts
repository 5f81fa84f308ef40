import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Config, parseConfig } from '../../../lib/config/index.ts';
import {
  corruptions,
  deployed,
  expectRefused,
  firstProvider,
  local,
  problemsOf,
  smallest,
  validBlock,
  withProvider,
  wrongValues,
} from './blocks.ts';

describe('a valid block', () => {
  test('with the fewest keys has the Authentiq preset and every default', () => {
    expect(parseConfig({ providers: [{ name: 'authentiq', appId: 'client' }] }, deployed)).toEqual({
      providers: [
        {
          name: 'authentiq',
          type: 'authentiq',
          label: 'Authentiq',
          issuer: 'https://connect.authentiq.io/',
          tenants: [],
          clientId: 'client',
          scope: 'aq:name email~rs address aq:push',
          authorizationParameters: {},
          idTokenSignedResponseAlg: 'HS256',
          tokenEndpointAuthMethod: 'client_secret_basic',
          secretOverlapSeconds: 86_400,
          responseMode: 'query',
          pushedAuthorizationRequests: 'never',
          userinfo: 'auto',
          emailTrust: 'boolean',
          identityKey: 'sub',
          signOut: 'rp_initiated',
          linkable: true,
          allowedEmailDomains: [],
          blockedEmailDomains: [],
          requiredClaims: {},
        },
      ],
      disabledProviders: [],
      declaredProviders: ['authentiq'],
      accounts: {
        allowSingleSignOn: [],
        blockAutoCreatedUsers: true,
        autoApprove: [],
        autoLinkUser: [],
        externalProviders: [],
        syncProfileFromProvider: [],
        syncProfileAttributes: ['email'],
      },
      appOrigins: [],
      tokenAudiences: {},
      session: { idleSeconds: 28_800, absoluteSeconds: 604_800, freshSeconds: 600 },
      rotateKeysAfterDays: 30,
    } satisfies Config);
  });

  test('with every key', () => {
    expect(parseConfig(validBlock(), deployed)).toMatchObject({
      providers: [
        {
          issuer: 'https://authentiq.example.com/',
          icon: 'data:image/png;base64,iVBORw0KGgo=',
          scope: 'aq:name email~rs',
          authorizationParameters: { prompt: 'login', display: 'modal', max_age: '300', acr_values: 'high' },
          secretOverlapSeconds: 172_800,
          linkable: false,
          allowedEmailDomains: ['example.com', 'example.org'],
          blockedEmailDomains: ['example.net'],
          requiredClaims: { groups: ['staff', 'admins'], tenant: ['corp'], level: [3], internal: [true] },
        },
        { name: 'corp', linkable: true },
        { name: 'microsoft', tenants: smallest.microsoft.tenants },
        { name: 'apple', clientSecretJwt: { teamId: 'TEAM123456', keyId: 'KEY1234567' } },
      ],
      accounts: {
        allowSingleSignOn: ['authentiq'],
        blockAutoCreatedUsers: true,
        autoApprove: ['example.com'],
        autoLinkUser: ['authentiq'],
        externalProviders: ['corp'],
        syncProfileFromProvider: ['corp'],
        syncProfileAttributes: ['name', 'email'],
      },
      autoSignInWithProvider: 'corp',
      landingPage: 'https://app.example.com/start',
      appOrigins: ['https://app.example.com'],
      cookieDomain: 'example.com',
      session: { idleSeconds: 1800, absoluteSeconds: 43_200, freshSeconds: 300 },
      rotateKeysAfterDays: 90,
      domain: { name: 'login.example.com' },
    });
  });

  test('a disabled provider is declared but not served; lists may name it', () => {
    const block = { ...validBlock(), autoSignInWithProvider: null, allowSingleSignOn: ['corp'] };
    const providers = block.providers.map((provider) => ({ ...provider, enabled: provider.name !== 'corp' }));
    const config = parseConfig({ ...block, providers }, deployed);
    expect(config.providers.map(({ name }) => name)).toEqual(['authentiq', 'microsoft', 'apple']);
    expect(config.disabledProviders).toMatchObject([{ name: 'corp', issuer: 'https://login.example.com' }]);
    expect(config.declaredProviders).toEqual(['authentiq', 'corp', 'microsoft', 'apple']);
  });

  test('with enabled false, all providers are declared and none is served', () => {
    const config = parseConfig({ ...validBlock(), enabled: false }, deployed);
    expect(config).toMatchObject({
      providers: [],
      disabledProviders: ['authentiq', 'corp', 'microsoft', 'apple'].map((name) => ({ name })),
      declaredProviders: ['authentiq', 'corp', 'microsoft', 'apple'],
    });
    expect(config).not.toHaveProperty('autoSignInWithProvider');
  });

  test('a shorter absolute lifetime lowers the idle timeout', () => {
    expect(parseConfig(withProvider({}, { session: { absoluteHours: 1 } }), deployed).session).toEqual({
      idleSeconds: 3600,
      absoluteSeconds: 3600,
      freshSeconds: 600,
    });
  });

  test('http is accepted only for loopback hosts in local runs', () => {
    const issuer = 'http://localhost:3001/';
    expect(firstProvider(withProvider({ issuer }), local)?.issuer).toBe(issuer);
    expect(problemsOf(withProvider({ issuer }))).toMatchObject([{ path: 'providers[0].issuer' }]);
    expect(problemsOf(withProvider({ issuer: 'http://login.example.com' }), local)).toHaveLength(1);
    expect(parseConfig(withProvider({}, { appOrigins: ['http://127.0.0.1:8080'] }), local).appOrigins).toHaveLength(1);
  });
});

describe('what is refused', () => {
  const rest = (keys: object) => withProvider({}, keys);

  test.each<[string, unknown, string, RegExp]>([
    ['no block', undefined, '', /must be an object/],
    ['no provider', {}, 'providers', /1 to 20 providers/],
    ['an empty list', { providers: [] }, 'providers', /1 to 20 providers/],
    ['a wildcard origin', rest({ appOrigins: ['*'] }), 'appOrigins[0]', /exact https origin/],
    ['an origin with a slash', rest({ appOrigins: ['https://a.example/'] }), 'appOrigins[0]', /exact https origin/],
    [
      'an idle timeout longer than the absolute lifetime',
      rest({ session: { idleMinutes: 61, absoluteHours: 1 } }),
      'session.idleMinutes',
      /to 60/,
    ],
    ['half an hour', rest({ session: { absoluteHours: 0.5 } }), 'session.absoluteHours', /whole number/],
    ['a cookie domain without a domain', rest({ cookieDomain: 'example.com' }), 'cookieDomain', /needs the domain key/],
    [
      'a certificate that is not an ACM ARN',
      rest({ domain: { name: 'a.example', certificateArn: 'x' } }),
      'domain.certificateArn',
      /ACM/,
    ],
    ['LDAP', rest({ autoLinkLdapUser: true }), 'autoLinkLdapUser', /LDAP and SAML do not apply/],
    ['SAML', rest({ autoLinkSamlUser: ['saml'] }), 'autoLinkSamlUser', /LDAP and SAML do not apply/],
    ["SAML in GitLab's spelling", rest({ auto_link_saml_user: true }), 'auto_link_saml_user', /do not apply/],
    ['the size of SAML messages', rest({ saml_message_max_byte_size: 1 }), 'saml_message_max_byte_size', /not apply/],
    ['two-factor bypass', rest({ allowBypassTwoFactor: true }), 'allowBypassTwoFactor', /no second factor/],
    ['a misspelt key', rest({ alowSingleSignOn: true }), 'alowSingleSignOn', /Did you mean allowSingleSignOn\?/],
    ["GitLab's spelling", rest({ allow_single_sign_on: true }), 'allow_single_sign_on', /mean allowSingleSignOn\?/],
    ['an unknown key with no similar name', rest({ colour: 'red' }), 'colour', /known keys are enabled, providers/],
  ])('%s', (_, block, path, cure) => {
    expectRefused(block, path, cure);
  });

  test.each(['.example.com', 'com', 'other.com', 'ogin.example.com', 'a.login.example.com'])(
    'cookies for %s',
    (cookieDomain) => {
      expect(problemsOf({ ...validBlock(), cookieDomain })).toMatchObject([{ path: 'cookieDomain' }]);
    },
  );

  test('automatic sign-in with a disabled provider', () => {
    expectRefused(
      withProvider({ enabled: false }, { autoSignInWithProvider: 'corp' }),
      'autoSignInWithProvider',
      /disabled/,
    );
  });

  test('every problem at once, each on its own line', () => {
    const block = withProvider({ appId: '', userinfo: 'often' }, { appOrigins: ['*'], session: 5 });
    expect(() => parseConfig(block, deployed)).toThrow(
      [
        'The postern configuration has 4 problems:',
        '  providers[0].appId: found "". It must be the client ID that the provider issued at registration.',
        '  providers[0].userinfo: found "often". It must be one of auto, always, never.',
        '  appOrigins[0]: found "*". It must be one exact https origin without a path, for example "https://app.example.com".',
        '  session: found 5. It must be an object.',
      ].join('\n'),
    );
  });
});

describe('client secrets', () => {
  test.each(['appSecret', 'clientSecret', 'app_secret', 'client_secret', 'secret'])(
    '%s is refused with the command that stores it, and its value is not shown',
    (key) => {
      for (const block of [
        withProvider({ [key]: 'hush-hush' }),
        withProvider({ args: { [key]: 'hush-hush' } }),
        withProvider({}, { [key]: 'hush-hush' }),
      ]) {
        const problems = problemsOf(block);
        expect(problems).toHaveLength(1);
        expect(problems[0]?.cure).toMatch(/npm run ops -- secret set/);
        expect(JSON.stringify(problems)).not.toContain('hush');
      }
    },
  );

  test('the command names the provider', () => {
    expect(problemsOf(withProvider({ appSecret: 'hush' }))[0]?.cure).toContain('secret set corp`');
  });
});

describe('any input', () => {
  /** JSON that often has the block's keys. */
  const keysOf = (value: object) => fc.constantFrom(...Object.keys(value), '__proto__', 'constructor', 'toString');
  const blockLike = fc.dictionary(keysOf(validBlock()), fc.jsonValue());
  const providerLike = fc.dictionary(keysOf(Object.assign({}, ...validBlock().providers)), fc.jsonValue());

  test('is a Config or a ConfigError', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          blockLike,
          fc.record({ providers: fc.array(providerLike) }, { noNullPrototype: false }),
        ),
        (block) => {
          expect(Array.isArray(problemsOf(block))).toBe(true);
        },
      ),
    );
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is an unknown key', (key) => {
    const poisoned = (json: string) => JSON.parse(json.replace('{', `{${JSON.stringify(key)}:{"polluted":true},`));
    expect(problemsOf(poisoned(JSON.stringify(validBlock())))).toMatchObject([{ path: key }]);
    const [provider] = validBlock().providers;
    expect(problemsOf({ providers: [poisoned(JSON.stringify(provider))] })).toMatchObject([
      { path: `providers[0].${key}` },
    ]);
    expect({}).not.toHaveProperty('polluted');
  });

  test.each(corruptions(validBlock(), '', (by) => by))('a wrong value at "%s" is reported there', (path, replace) => {
    for (const wrong of wrongValues) {
      // Null means no automatic sign-in.
      if (!(wrong === null && path === 'autoSignInWithProvider')) {
        expect(problemsOf(replace(wrong)).map((problem) => problem.path.startsWith(path))).toContain(true);
      }
    }
  });
});
