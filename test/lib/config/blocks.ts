import { expect } from '@jest/globals';
import { ConfigError, type ConfigProblem, parseConfig } from '../../../lib/config/index.ts';

export const deployed = { allowLoopbackHttp: false };
export const local = { allowLoopbackHttp: true };

export const tenants = ['11111111-aaaa-4bbb-8ccc-000000000001', '22222222-aaaa-4bbb-8ccc-000000000002'] as const;

/** Providers of each type with only the required keys. */
export const smallest = {
  authentiq: { name: 'authentiq', appId: 'client' },
  openid_connect: { name: 'openid-connect', issuer: 'https://login.example.com', appId: 'client' },
  google: { name: 'google', appId: 'client' },
  gitlab: { name: 'gitlab', appId: 'client' },
  microsoft: { name: 'microsoft', appId: 'client', tenants: [...tenants] },
  okta: { name: 'okta', issuer: 'https://corp.okta.example/oauth2/default', appId: 'client' },
  auth0: { name: 'auth0', issuer: 'https://corp.eu.auth0.example/', appId: 'client' },
  keycloak: { name: 'keycloak', issuer: 'https://login.example.com/realms/corp', appId: 'client' },
  cognito: { name: 'cognito', issuer: 'https://cognito-idp.example.com/eu-central-1_Example01', appId: 'client' },
  apple: { name: 'apple', appId: 'client', teamId: 'TEAM123456', keyId: 'KEY1234567' },
} as const;

/** A valid block with every key. */
export function validBlock() {
  return {
    $schema: './postern.schema.json',
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
        pushedAuthorizationRequests: 'never',
        userinfo: 'auto',
        userinfoSignedResponseAlg: 'HS256',
        secretOverlapHours: 48,
        linkable: false,
        allowedEmailDomains: ['example.com', 'example.org'],
        blockedEmailDomains: ['example.net'],
        requiredClaims: { groups: ['staff', 'admins'], tenant: 'corp', level: 3, internal: true },
      },
      { name: 'corp', type: 'openid_connect', issuer: 'https://login.example.com', appId: 'client-b' },
      { ...smallest.microsoft, type: 'microsoft', appId: 'client-c' },
      { ...smallest.apple, type: 'apple', appId: 'client-d' },
    ],
    allowSingleSignOn: ['authentiq'],
    blockAutoCreatedUsers: true,
    autoApprove: ['example.com'],
    autoLinkUser: ['authentiq'],
    externalProviders: ['corp'],
    syncProfileFromProvider: ['corp'],
    syncProfileAttributes: ['name', 'email'],
    autoSignInWithProvider: 'corp',
    landingPage: 'https://app.example.com/start',
    appOrigins: ['https://app.example.com'],
    cookieDomain: 'example.com',
    session: { idleMinutes: 30, absoluteHours: 12, freshMinutes: 5, rotateKeysAfterDays: 90 },
    domain: {
      name: 'login.example.com',
      certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012',
    },
  };
}

/** The block with one provider, changed. */
export function withProvider(change: object, rest: object = {}) {
  return { providers: [{ name: 'corp', issuer: 'https://login.example.com', appId: 'client', ...change }], ...rest };
}

/** The settings of a block's first provider. */
export function firstProvider(block: unknown, options = deployed) {
  return parseConfig(block, options).providers[0];
}

/** Problems of a block. */
export function problemsOf(block: unknown, options = deployed): readonly ConfigProblem[] {
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

/** Expects exactly one problem, at this path, with this remedy. */
export function expectRefused(block: unknown, path: string, cure: RegExp): void {
  const problems = problemsOf(block);
  expect(problems).toMatchObject([{ path }]);
  expect(problems[0]?.cure).toMatch(cure);
}

/** Values that are wrong for every key. */
export const wrongValues = [{ wrong: [] }, [[]], -1.5, '\0', null] as const;

/** Every path in a value, each with a function that copies the whole with another value at the path. */
export function corruptions(
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
