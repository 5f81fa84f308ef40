import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { parseConfig, SignIn } from '../../lib/index.ts';
import { routes } from '../../lib/infra/routes.ts';
import { assetOf, block, type Synthesised, synthesise, Template } from './support.ts';

const usual = {
  tenants: [],
  emailTrust: 'boolean',
  identityKey: 'sub',
  signOut: 'rp_initiated',
  linkable: true,
  secretOverlapSeconds: 86_400,
  allowedEmailDomains: [],
  blockedEmailDomains: [],
  requiredClaims: {},
};
const providers = [
  {
    ...usual,
    name: 'authentiq',
    type: 'authentiq',
    label: 'Authentiq',
    issuer: 'https://connect.authentiq.io/',
    clientId: 'client-a',
    scope: 'aq:name email~rs address aq:push',
    authorizationParameters: {},
    idTokenSignedResponseAlg: 'HS256',
    tokenEndpointAuthMethod: 'client_secret_basic',
    responseMode: 'query',
    pushedAuthorizationRequests: 'never',
    userinfo: 'auto',
  },
  {
    ...usual,
    name: 'corp-login',
    type: 'openid_connect',
    label: 'Corp Login',
    issuer: 'https://login.example.com',
    clientId: 'client-b',
    scope: 'openid email',
    authorizationParameters: { prompt: 'login', max_age: '300' },
    idTokenSignedResponseAlg: 'ES256',
    tokenEndpointAuthMethod: 'client_secret_post',
    responseMode: 'form_post',
    pushedAuthorizationRequests: 'auto',
    userinfo: 'always',
  },
];
/** The provider with `enabled: false`, whose logout tokens are still verified. */
const later = expect.objectContaining({ name: 'later', issuer: 'https://later.example.com', clientId: 'client-c' });
const common = { providers, appOrigins: ['https://app.example.com'], landingPage: '/account?from=home' };
const session = { idleSeconds: 3600, absoluteSeconds: 86_400, freshSeconds: 600 };

describe('settings.json in each asset has only the settings of the function', () => {
  let synthesised: Synthesised;
  beforeAll(async () => {
    synthesised = await synthesise({ ...block, landingPage: '/account?from=home', autoLinkUser: ['corp-login'] });
  });

  test('login', () => {
    expect(JSON.parse(synthesised.assetFile('login', 'settings.json'))).toEqual({
      ...common,
      autoSignInWithProvider: 'authentiq',
      session,
    });
  });

  test('callback', () => {
    expect(JSON.parse(synthesised.assetFile('callback', 'settings.json'))).toEqual({
      ...common,
      disabledProviders: [later],
      accounts: {
        allowSingleSignOn: ['authentiq'],
        blockAutoCreatedUsers: false,
        autoApprove: [],
        autoLinkUser: ['corp-login'],
        externalProviders: ['corp-login'],
        syncProfileFromProvider: [],
        syncProfileAttributes: ['email'],
      },
      session,
    });
  });

  test('session', () => {
    expect(JSON.parse(synthesised.assetFile('session', 'settings.json'))).toEqual({
      ...common,
      disabledProviders: [later],
      tokenAudiences: {},
      session,
      routes: routes.map(({ method, path }) => ({ method, path })),
    });
  });

  test('rotation', () => {
    expect(JSON.parse(synthesised.assetFile('rotation', 'settings.json'))).toEqual({ providers, session });
  });

  test.each(['login', 'callback', 'session', 'rotation'])('%s is one CommonJS file that exports a handler', (name) => {
    expect(synthesised.assetFile(name, 'index.js')).toMatch(/handler/);
  });
});

test('two SignIn constructs in one app have their own settings', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'postern-template-'));
  try {
    const app = new App({ outdir, context: { 'aws:cdk:enable-asset-metadata': true } });
    const stacks = ['first', 'second'].map((appId) => {
      const stack = new Stack(app, appId);
      const config = parseConfig({ providers: [{ name: 'authentiq', appId }] }, { allowLoopbackHttp: false });
      new SignIn(stack, 'SignIn', { config });
      return stack;
    });
    app.synth({ skipValidation: true });
    const clients = stacks.map((stack) => {
      const template = new Template(join(outdir, stack.templateFile));
      const file = join(outdir, assetOf(template, 'login'), 'settings.json');
      return JSON.parse(readFileSync(file, 'utf8')).providers[0].clientId;
    });
    expect(clients).toEqual(['first', 'second']);
  } finally {
    rmSync(outdir, { recursive: true });
  }
});
