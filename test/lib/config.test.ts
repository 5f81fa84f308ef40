import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Config, ConfigError, type ConfigProblem, parseConfig } from '../../lib/config.ts';

const deployed = { allowLoopbackHttp: false };
const local = { allowLoopbackHttp: true };

/** A block that says something for every key. */
function validBlock() {
  return {
    enabled: true,
    providers: [
      {
        name: 'authentiq',
        type: 'authentiq',
        label: 'Authentiq',
        enabled: true,
        appId: 'client-a',
        issuer: 'https://authentiq.example.com/',
        args: { scope: 'aq:name email~rs', prompt: 'login', display: 'modal', max_age: 300, acr_values: 'high' },
        icon: 'data:image/png;base64,iVBORw0KGgo=',
        idTokenSignedResponseAlg: 'HS256',
        tokenEndpointAuthMethod: 'client_secret_basic',
        responseMode: 'query',
        userinfo: 'auto',
      },
      { name: 'corp', type: 'openid_connect', issuer: 'https://login.example.com', appId: 'client-b' },
    ],
    allowSingleSignOn: ['authentiq'],
    blockAutoCreatedUsers: true,
    autoLinkUser: false,
    externalProviders: ['corp'],
    syncProfileFromProvider: false,
    syncProfileAttributes: ['email'],
    autoSignInWithProvider: 'corp',
    appOrigins: ['https://app.example.com'],
    cookieDomain: 'example.com',
    session: { idleMinutes: 30, absoluteHours: 12 },
    domain: {
      name: 'login.example.com',
      certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012',
    },
  };
}

function problemsOf(block: unknown, options = deployed): readonly ConfigProblem[] {
  try {
    parseConfig(block, options);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.problems;
    }
    throw error;
  }
}

/** The block with one provider, changed. */
function withProvider(change: object, rest: object = {}) {
  return { providers: [{ name: 'corp', issuer: 'https://login.example.com', appId: 'client', ...change }], ...rest };
}

const parsedProvider = (change: object, options = deployed) => parseConfig(withProvider(change), options).providers[0];

describe('what comes out', () => {
  test('the smallest block: the Authentiq preset and every default', () => {
    expect(parseConfig({ providers: [{ name: 'authentiq', appId: 'client' }] }, deployed)).toEqual({
      providers: [
        {
          name: 'authentiq',
          type: 'authentiq',
          label: 'Authentiq',
          issuer: 'https://connect.authentiq.io/',
          clientId: 'client',
          scope: 'aq:name email~rs address aq:push',
          authorizationParameters: {},
          idTokenSignedResponseAlg: 'HS256',
          tokenEndpointAuthMethod: 'client_secret_basic',
          responseMode: 'query',
          userinfo: 'auto',
        },
      ],
      declaredProviders: ['authentiq'],
      accounts: { allowSingleSignOn: [], blockAutoCreatedUsers: true, externalProviders: [] },
      appOrigins: [],
      session: { idleSeconds: 28_800, absoluteSeconds: 604_800 },
    } satisfies Config);
  });

  test('the openid_connect preset, its label made from the name', () => {
    expect(parsedProvider({ name: 'corp-login' })).toMatchObject({
      type: 'openid_connect',
      label: 'Corp Login',
      scope: 'openid profile email',
      idTokenSignedResponseAlg: 'RS256',
    });
  });

  test('every key', () => {
    expect(parseConfig(validBlock(), deployed)).toMatchObject({
      providers: [
        {
          issuer: 'https://authentiq.example.com/',
          icon: 'data:image/png;base64,iVBORw0KGgo=',
          scope: 'aq:name email~rs',
          authorizationParameters: { prompt: 'login', display: 'modal', max_age: '300', acr_values: 'high' },
        },
        { name: 'corp' },
      ],
      accounts: { allowSingleSignOn: ['authentiq'], blockAutoCreatedUsers: true, externalProviders: ['corp'] },
      autoSignInWithProvider: 'corp',
      appOrigins: ['https://app.example.com'],
      cookieDomain: 'example.com',
      session: { idleSeconds: 1800, absoluteSeconds: 43_200 },
      domain: { name: 'login.example.com' },
    });
  });

  test('true stands for every declared provider', () => {
    const { accounts } = parseConfig({ ...validBlock(), allowSingleSignOn: true, externalProviders: false }, deployed);
    expect(accounts).toMatchObject({ allowSingleSignOn: ['authentiq', 'corp'], externalProviders: [] });
  });

  test('a disabled provider is declared and not served; its name may stay in lists', () => {
    const block = { ...validBlock(), autoSignInWithProvider: null, allowSingleSignOn: ['corp'] };
    const providers = block.providers.map((provider) => ({ ...provider, enabled: provider.name !== 'corp' }));
    const config = parseConfig({ ...block, providers }, deployed);
    expect(config.providers.map(({ name }) => name)).toEqual(['authentiq']);
    expect(config.declaredProviders).toEqual(['authentiq', 'corp']);
  });

  test('switched off as a whole, nothing is served and nothing is forgotten', () => {
    const config = parseConfig({ ...validBlock(), enabled: false }, deployed);
    expect(config).toMatchObject({ providers: [], declaredProviders: ['authentiq', 'corp'] });
    expect(config).not.toHaveProperty('autoSignInWithProvider');
  });

  test('the idle limit follows a shorter absolute one', () => {
    expect(parseConfig(withProvider({}, { session: { absoluteHours: 1 } }), deployed).session).toEqual({
      idleSeconds: 3600,
      absoluteSeconds: 3600,
    });
  });

  test('plain http on loopback in local runs alone', () => {
    const issuer = 'http://localhost:3001/';
    expect(parsedProvider({ issuer }, local)?.issuer).toBe(issuer);
    expect(problemsOf(withProvider({ issuer }))).toMatchObject([{ path: 'providers[0].issuer' }]);
    expect(problemsOf(withProvider({ issuer: 'http://login.example.com' }), local)).toHaveLength(1);
    expect(parseConfig(withProvider({}, { appOrigins: ['http://127.0.0.1:8080'] }), local).appOrigins).toHaveLength(1);
  });
});

describe('what is refused', () => {
  const provider = (change: object) => withProvider(change);
  const rest = (keys: object) => withProvider({}, keys);

  test.each<[string, unknown, string, RegExp]>([
    ['no block', undefined, '', /must be an object/],
    ['no provider', {}, 'providers', /1 to 20 providers/],
    ['an empty list', { providers: [] }, 'providers', /1 to 20 providers/],
    ['no app ID', provider({ appId: undefined }), 'providers[0].appId', /client ID/],
    ['a placeholder', provider({ appId: '<your client id>' }), 'providers[0].appId', /client ID/],
    ['a bad name', provider({ name: 'Corp' }), 'providers[0].name', /lower-case/],
    ['no issuer', provider({ issuer: undefined }), 'providers[0].issuer', /https URL/],
    ['an issuer with a query', provider({ issuer: 'https://a.example/?x' }), 'providers[0].issuer', /https URL/],
    ['an issuer with a user', provider({ issuer: 'https://a@b.example/' }), 'providers[0].issuer', /https URL/],
    ['a later preset', provider({ type: 'google' }), 'providers[0].type', /use "openid_connect" with its issuer/],
    ['another protocol', provider({ type: 'saml' }), 'providers[0].type', /OpenID Connect alone/],
    ['an unknown type', provider({ type: 'oauth' }), 'providers[0].type', /authentiq, openid_connect/],
    ['alg none', provider({ idTokenSignedResponseAlg: 'none' }), 'providers[0].idTokenSignedResponseAlg', /unsigned/],
    [
      'a JWT client assertion',
      provider({ tokenEndpointAuthMethod: 'private_key_jwt' }),
      'providers[0].tokenEndpointAuthMethod',
      /not available in this version/,
    ],
    ['a protocol parameter', provider({ args: { state: 'x' } }), 'providers[0].args.state', /protocol itself/],
    ['a response mode', provider({ args: { response_mode: 'x' } }), 'providers[0].args.response_mode', /responseMode/],
    ['a bad modifier', provider({ args: { scope: 'email~x' } }), 'providers[0].args.scope', /~r, ~s, ~rs/],
    ['prompt none with login', provider({ args: { prompt: 'none login' } }), 'providers[0].args.prompt', /on its own/],
    ['a negative age', provider({ args: { max_age: -1 } }), 'providers[0].args.max_age', /seconds/],
    ['a number for a parameter', provider({ args: { acr_values: 1 } }), 'providers[0].args.acr_values', /string/],
    ['an invisible label', provider({ label: '\u202e' }), 'providers[0].label', /printable/],
    ['an icon from elsewhere', provider({ icon: 'https://a.example/i.svg' }), 'providers[0].icon', /data: URI/],
    ['an unknown name', rest({ allowSingleSignOn: ['crop'] }), 'allowSingleSignOn[0]', /declared ones are corp/],
    ['linking', rest({ autoLinkUser: true }), 'autoLinkUser', /not available in this version/],
    ['linking by one', rest({ autoLinkUser: ['corp'] }), 'autoLinkUser', /not available in this version/],
    ['synchronising', rest({ syncProfileFromProvider: ['corp'] }), 'syncProfileFromProvider', /not available/],
    ['attributes not used', rest({ syncProfileAttributes: ['name'] }), 'syncProfileAttributes', /says nothing/],
    ['an unknown attribute', rest({ syncProfileAttributes: ['mail'] }), 'syncProfileAttributes[0]', /attribute/],
    ['any origin', rest({ appOrigins: ['*'] }), 'appOrigins[0]', /exact https origin/],
    ['an origin with a slash', rest({ appOrigins: ['https://a.example/'] }), 'appOrigins[0]', /exact https origin/],
    ['idle past the end', rest({ session: { idleMinutes: 61, absoluteHours: 1 } }), 'session.idleMinutes', /to 60/],
    ['half an hour', rest({ session: { absoluteHours: 0.5 } }), 'session.absoluteHours', /whole number/],
    ['a cookie domain alone', rest({ cookieDomain: 'example.com' }), 'cookieDomain', /needs the domain key/],
    [
      'a certificate elsewhere',
      rest({ domain: { name: 'a.example', certificateArn: 'x' } }),
      'domain.certificateArn',
      /ACM/,
    ],
    ['LDAP', rest({ autoLinkLdapUser: true }), 'autoLinkLdapUser', /do not apply/],
    ['two-factor bypass', rest({ allowBypassTwoFactor: true }), 'allowBypassTwoFactor', /no second factor/],
    ['a misspelt key', rest({ alowSingleSignOn: true }), 'alowSingleSignOn', /Did you mean allowSingleSignOn\?/],
    ["GitLab's spelling", provider({ app_id: 'x' }), 'providers[0].app_id', /Did you mean appId\?/],
    ['a far-off key', rest({ colour: 'red' }), 'colour', /known here are enabled, providers/],
  ])('%s', (_, block, path, cure) => {
    const problems = problemsOf(block);
    expect(problems).toMatchObject([{ path }]);
    expect(problems[0]?.cure).toMatch(cure);
  });

  test.each(['.example.com', 'com', 'other.com', 'ogin.example.com', 'a.login.example.com'])(
    'cookies for %s',
    (cookieDomain) => {
      expect(problemsOf({ ...validBlock(), cookieDomain })).toMatchObject([{ path: 'cookieDomain' }]);
    },
  );

  test('automatic sign-in with a disabled provider', () => {
    const block = withProvider({ enabled: false }, { autoSignInWithProvider: 'corp' });
    expect(problemsOf(block)).toMatchObject(
      [{ path: 'autoSignInWithProvider', cure: /disabled/ }].map(({ path }) => ({ path })),
    );
  });

  test('names that outputs could not tell apart', () => {
    const [first] = withProvider({ name: 'a-1' }).providers;
    expect(problemsOf({ providers: [first, { ...first, name: 'a1' }] })).toMatchObject([{ path: 'providers[1]' }]);
    expect(problemsOf({ providers: [first, first] })).toMatchObject([{ path: 'providers[1]' }]);
  });

  test('more providers than a function can be told about', () => {
    const providers = Array.from({ length: 21 }, (_, index) => ({
      ...withProvider({}).providers[0],
      name: `p${index}`,
    }));
    expect(problemsOf({ providers })).toMatchObject([{ path: 'providers' }]);
  });

  test('every problem at once, each on its own line', () => {
    const block = withProvider({ appId: '', userinfo: 'often' }, { appOrigins: ['*'], session: 5 });
    expect(() => parseConfig(block, deployed)).toThrow(
      [
        'The postern configuration has 4 problems:',
        '  providers[0].appId: found "". It must be the client ID that the provider gave at registration.',
        '  providers[0].userinfo: found "often". It must be one of auto, always, never.',
        '  appOrigins[0]: found "*". It must be one exact https origin without a path, for example "https://app.example.com".',
        '  session: found 5. It must be an object.',
      ].join('\n'),
    );
  });
});

describe('client secrets', () => {
  test.each(['appSecret', 'clientSecret', 'app_secret', 'client_secret', 'secret'])(
    '%s is refused with the command that stores it, and is not repeated',
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

describe('whatever is given', () => {
  /** JSON in which the block's own keys turn up often. */
  const keysOf = (value: object) => fc.constantFrom(...Object.keys(value), '__proto__', 'constructor', 'toString');
  const blockLike = fc.dictionary(keysOf(validBlock()), fc.jsonValue());
  const providerLike = fc.dictionary(keysOf(validBlock().providers[0] ?? {}), fc.jsonValue());

  test('it is a configuration or a ConfigError', () => {
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

  /** Every place of a value, as its path and a copy of the block with something else there. */
  function corruptions(
    value: unknown,
    path: string,
    replace: (by: unknown) => unknown,
  ): [string, (by: unknown) => unknown][] {
    const below =
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, child]) => {
            const step = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
            const put = (by: unknown) =>
              replace(Array.isArray(value) ? value.with(Number(key), by) : { ...value, [key]: by });
            return corruptions(child, step, put);
          })
        : [];
    return [[path, replace], ...below];
  }

  test.each(corruptions(validBlock(), '', (by) => by))('a wrong value at "%s" is reported there', (path, replace) => {
    for (const wrong of [{ wrong: [] }, [[]], -1.5, '\0', null]) {
      // Null is how the configuration says that there is no automatic sign-in.
      if (!(wrong === null && path === 'autoSignInWithProvider')) {
        expect(problemsOf(replace(wrong)).map((problem) => problem.path.startsWith(path))).toContain(true);
      }
    }
  });
});
