import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { metadataUrl, parseMetadata } from '../../../../functions/core/oidc/parse-metadata.ts';
import { problem } from '../support/problems.ts';
import { providerSettings } from '../support/settings.ts';

const provider = providerSettings();
const document = {
  issuer: provider.issuer,
  authorization_endpoint: 'https://login.example.com/authorize',
  token_endpoint: 'https://login.example.com/token',
};
const parse = (changes: object, loopbackHttp = false) =>
  parseMetadata(JSON.stringify({ ...document, ...changes }), provider, loopbackHttp);

test.each([
  ['https://login.example.com', 'https://login.example.com/.well-known/openid-configuration'],
  ['https://connect.authentiq.io/', 'https://connect.authentiq.io/.well-known/openid-configuration'],
  ['https://a.example/realms/b', 'https://a.example/realms/b/.well-known/openid-configuration'],
  ['https://a.example/realms/b/', 'https://a.example/realms/b/.well-known/openid-configuration'],
])('the metadata of %s is at %s', (issuer, url) => expect(metadataUrl({ issuer })).toBe(url));

test('the metadata is at the configured URL, if there is one', () => {
  const url = 'https://login.example.com/common/v2.0/.well-known/openid-configuration';
  expect(metadataUrl({ issuer: 'https://login.example.com/{tenantid}/v2.0', metadataUrl: url })).toBe(url);
});

describe('accepts', () => {
  test('the two endpoints that a login needs', () => {
    expect(parse({})).toEqual({
      authorizationEndpoint: 'https://login.example.com/authorize',
      tokenEndpoint: 'https://login.example.com/token',
      issInResponse: false,
      pushedRequestsRequired: false,
    });
  });

  test('the others, at whatever host they are, and ignores what it does not know', () => {
    const found = parse({
      userinfo_endpoint: 'https://api.example.net/userinfo',
      jwks_uri: 'https://keys.example.net/jwks',
      end_session_endpoint: 'https://login.example.com/logout',
      authorization_response_iss_parameter_supported: true,
      pushed_authorization_request_endpoint: 'https://push.example.net/par',
      require_pushed_authorization_requests: true,
      check_session_iframe: 'http://insecure.example.com/',
    });
    expect(found).toMatchObject({
      userinfoEndpoint: 'https://api.example.net/userinfo',
      jwksUri: 'https://keys.example.net/jwks',
      endSessionEndpoint: 'https://login.example.com/logout',
      issInResponse: true,
      pushedRequestEndpoint: 'https://push.example.net/par',
      pushedRequestsRequired: true,
    });
    expect(Object.keys(found)).toHaveLength(8);
  });

  test('an issuer that stands for those of tenants, as it is', () => {
    const issuer = 'https://login.example.com/{tenantid}/v2.0';
    const many = providerSettings({ issuer, tenants: ['t1'] });
    const parseMany = (found: string) => parseMetadata(JSON.stringify({ ...document, issuer: found }), many, false);
    expect(parseMany(issuer).tokenEndpoint).toBe(document.token_endpoint);
    expect(() => parseMany('https://login.example.com/t1/v2.0')).toThrow(problem('provider_error'));
  });

  test('a sign-out of Cognito’s beside its sign-in, unless it says where', () => {
    const cognito = providerSettings({ signOut: 'cognito' });
    const signOut = (end_session_endpoint?: string) =>
      parseMetadata(JSON.stringify({ ...document, end_session_endpoint }), cognito, false).endSessionEndpoint;
    expect(signOut()).toBe('https://login.example.com/logout');
    expect(signOut('https://pool.example.com/logout')).toBe('https://pool.example.com/logout');
    expect(parse({})).not.toHaveProperty('endSessionEndpoint');
  });

  test('null for an endpoint that is not there', () =>
    expect(parse({ userinfo_endpoint: null })).not.toHaveProperty('userinfoEndpoint'));

  test('nothing but true as a promise of iss', () =>
    expect(parse({ authorization_response_iss_parameter_supported: 'true' }).issInResponse).toBe(false));

  test('nothing but true as a demand for pushed requests', () => {
    const required = (require_pushed_authorization_requests: unknown) =>
      parse({ require_pushed_authorization_requests }).pushedRequestsRequired;
    expect([true, false, 'true', 1, null].map(required)).toEqual([true, false, false, false, false]);
  });

  test('http on this machine in local runs alone', () => {
    const token_endpoint = 'http://localhost:3001/token';
    expect(parse({ token_endpoint }, true).tokenEndpoint).toBe(token_endpoint);
    expect(() => parse({ token_endpoint })).toThrow(problem('provider_error'));
  });
});

describe('refuses', () => {
  test.each([
    'https://login.example.com',
    'https://LOGIN.example.com/',
    'https://evil.example/',
    '',
    null,
    ['x'],
    undefined,
  ])('the issuer %j', (issuer) =>
    expect(() => parse({ issuer })).toThrow(
      problem('provider_error', {
        message: 'issuer of the discovery document differs',
        log: { expected: provider.issuer, found: issuer },
      }),
    ),
  );

  test.each(['', '[]', '<html></html>', 'null'])('the document %j', (text) =>
    expect(() => parseMetadata(text, provider, false)).toThrow(
      problem('provider_error', { message: 'the discovery document is not a JSON object' }),
    ),
  );

  test.each(['authorization_endpoint', 'token_endpoint'])('a document without %s', (name) =>
    expect(() => parse({ [name]: undefined })).toThrow(
      problem('provider_error', {
        message: 'the discovery document lacks authorization_endpoint or token_endpoint',
      }),
    ),
  );

  const endpoints = [
    'authorization_endpoint',
    'token_endpoint',
    'userinfo_endpoint',
    'jwks_uri',
    'end_session_endpoint',
    'pushed_authorization_request_endpoint',
  ];
  test.each(endpoints)('%s that may not be called', (name) => {
    const none = ['http://login.example.com/', 'javascript:alert(1)', '/relative', '', 1, {}, 'https://u@h/'];
    for (const url of [...none, ['https://login.example.com/']]) {
      expect(() => parse({ [name]: url })).toThrow(
        problem('provider_error', { message: `${name} is not a URL that may be called`, log: { found: url } }),
      );
    }
  });
});

test('any document is understood or refused as provider_error', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...Object.keys(document), 'jwks_uri'), fc.jsonValue()), (changes) => {
      try {
        expect(parse(changes).tokenEndpoint).toMatch(/^https:/);
      } catch (refusal) {
        expect(refusal).toEqual(problem('provider_error'));
      }
    }),
  );
});
