import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { Problem, unverified } from '../../../functions/core/errors.ts';
import type { Response } from '../../../functions/core/http/response.ts';
import { type Attempt, attemptCookieName, openAttempt } from '../../../functions/core/sessions/login-attempt.ts';
import { newSessionToken, newUserId } from '../../../functions/core/sessions/session-cookie.ts';
import { startInitiatedLogin, startLogin } from '../../../functions/login/start.ts';
import { problem } from '../core/support/problems.ts';
import { type RequestParts, request } from '../core/support/requests.ts';
import { providerSettings } from '../core/support/settings.ts';
import { deadline, keyring, loginPorts, metadata, now, type Scene, switchItem } from './ports.ts';

const scope = { secure: true };

/** Starts a login and opens the attempt that it leaves in the browser. */
async function started(scene: Scene = {}, parts: RequestParts = {}) {
  const asked = request({ path: '/login/corp', provider: 'corp', ...parts });
  const response = await startLogin(asked, loginPorts(scene), deadline);
  const parameters = new URL(response.headers['location'] ?? '').searchParams;
  return { response, parameters, attempt: attemptOf(response, parameters.get('state') ?? '') };
}

function attemptOf({ cookies }: Response, state: string): Attempt | undefined {
  const name = attemptCookieName(state, scope);
  const value = cookies
    .find((cookie) => cookie.startsWith(`${name}=`))
    ?.slice(name.length + 1)
    .split(';', 1)[0];
  return openAttempt(name, value ?? '', keyring);
}

describe('startLogin', () => {
  test('sends the browser to the provider, with the attempt in a cookie', async () => {
    const { response, parameters, attempt } = await started({}, { query: 'return_to=%2Fapp' });
    expect(response.status).toBe(302);
    expect(response.headers['location']).toMatch(/^https:\/\/login\.example\.com\/authorize\?/);
    expect(response.cookies).toHaveLength(1);
    expect(attempt).toEqual({
      provider: 'corp',
      state: parameters.get('state'),
      nonce: parameters.get('nonce'),
      codeVerifier: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      returnTo: '/app',
      startedAt: now,
      tokenEndpoint: metadata.tokenEndpoint,
      userinfoEndpoint: metadata.userinfoEndpoint,
      jwksUri: metadata.jwksUri,
      issExpected: true,
    });
    const challenge = createHash('sha256')
      .update(attempt?.codeVerifier ?? '')
      .digest('base64url');
    expect(parameters.get('code_challenge')).toBe(challenge);
    expect(parameters.get('redirect_uri')).toBe('https://postern.example.com/callback/corp');
  });

  test('draws 256 bits each for state, nonce and verifier', async () => {
    const { attempt } = await started();
    const secrets = [attempt?.state, attempt?.nonce, attempt?.codeVerifier];
    expect(new Set(secrets).size).toBe(3);
    for (const secret of secrets) expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  test('leads to the start page or the landing page by default', async () => {
    expect((await started()).attempt?.returnTo).toBe('/');
    const landing = { settings: { landingPage: 'https://app.example.com/start' } };
    expect((await started(landing)).attempt?.returnTo).toBe('https://app.example.com/start');
    expect((await started(landing, { query: 'return_to=%2Fapp' })).attempt?.returnTo).toBe('/app');
  });

  test('waits for all that it reads at once', async () => {
    const reading: string[] = [];
    const read =
      <T>(name: string, value: T) =>
      async () => {
        reading.push(name);
        await new Promise((resolve) => setTimeout(resolve, 5));
        expect(reading).toHaveLength(3);
        return value;
      };
    const scene = { metadata: read('metadata', metadata), keyring: read('keyring', keyring) };
    await started({ ...scene, table: { batchGet: read('switch', []) } });
  });

  test('takes along only the endpoints that this login will use', async () => {
    const slim = await started({ provider: { userinfo: 'never', idTokenSignedResponseAlg: 'HS256' } });
    expect(slim.attempt).not.toHaveProperty('userinfoEndpoint');
    expect(slim.attempt).not.toHaveProperty('jwksUri');
    const { authorizationEndpoint, tokenEndpoint } = metadata;
    const bare = await started({
      metadata: async () => ({
        authorizationEndpoint,
        tokenEndpoint,
        issInResponse: false,
        pushedRequestsRequired: false,
      }),
    });
    expect(bare.attempt).toMatchObject({ tokenEndpoint, issExpected: false });
    expect(Object.keys(bare.attempt ?? {}).filter((key) => key.endsWith('Endpoint'))).toEqual(['tokenEndpoint']);
  });

  test('takes the keys along where UserInfo alone is signed by one', async () => {
    const signed = (userinfoSignedResponseAlg: 'HS256' | 'ES256') =>
      started({ provider: { idTokenSignedResponseAlg: 'HS256', userinfoSignedResponseAlg } });
    expect((await signed('ES256')).attempt?.jwksUri).toBe(metadata.jwksUri);
    expect((await signed('HS256')).attempt).not.toHaveProperty('jwksUri');
  });

  test('records that reauthentication was demanded', async () => {
    for (const prompt of ['login', 'consent login']) {
      expect((await started({}, { query: `prompt=${encodeURIComponent(prompt)}` })).attempt?.anew).toBe(true);
      expect((await started({ provider: { authorizationParameters: { prompt } } })).attempt?.anew).toBe(true);
    }
    for (const query of ['', 'prompt=consent', 'prompt=none', 'max_age=0', 'login_hint=login']) {
      expect((await started({}, { query })).attempt).not.toHaveProperty('anew');
    }
  });

  test('holds the ID token against the max_age that was sent', async () => {
    const chosen = await started({}, { query: 'max_age=60' });
    expect([chosen.attempt?.maxAge, chosen.parameters.get('max_age')]).toEqual([60, '60']);
    const configured = await started({ provider: { authorizationParameters: { max_age: '300' } } });
    expect([configured.attempt?.maxAge, configured.parameters.get('max_age')]).toEqual([300, '300']);
    expect((await started()).attempt).not.toHaveProperty('maxAge');
  });

  test('passes on what may be chosen, and nothing of the protocol’s own', async () => {
    const query = 'prompt=consent&state=mine&redirect_uri=https%3A%2F%2Fevil.example&scope=all&client_id=other';
    const { parameters } = await started({}, { query });
    expect(parameters.get('prompt')).toBe('consent');
    expect(parameters.get('scope')).toBe('openid email');
    expect(parameters.get('client_id')).toBe('client-1');
    expect(parameters.getAll('state')).not.toContain('mine');
    expect(parameters.getAll('redirect_uri')).toEqual(['https://postern.example.com/callback/corp']);
  });

  test('takes nothing from the Host that the request names', async () => {
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' };
    const { response } = await started({}, { headers });
    expect(JSON.stringify(response)).not.toContain('evil.example');
  });
});

describe('its cookie', () => {
  test('comes along with a POST from the provider’s site only if form_post needs it', async () => {
    expect((await started()).response.cookies.join()).toContain('SameSite=Lax');
    const { response, parameters } = await started({ provider: { responseMode: 'form_post' } });
    expect(response.cookies.join()).toContain('SameSite=None; Secure');
    expect(parameters.get('response_mode')).toBe('form_post');
  });

  test('leaves the other tabs’ attempts alone, until there are too many', async () => {
    const open = await Promise.all(
      Array.from({ length: 6 }, async (_, index) => {
        const name = attemptCookieName(`state-${index}`, scope);
        return `${name}=${(1_700_000_000 + index).toString(36)}_x`;
      }),
    );
    expect((await started({}, { cookies: open.slice(1) })).response.cookies).toHaveLength(1);
    const { response } = await started({}, { cookies: open });
    expect(response.cookies).toHaveLength(2);
    expect(response.cookies[0]).toMatch(new RegExp(`^${attemptCookieName('state-0', scope)}=; .*Max-Age=0$`));
  });

  test('remembers the session that the browser has, which the login will replace', async () => {
    const { cookie, ...token } = newSessionToken(
      newUserId(() => new Uint8Array(16)),
      () => new Uint8Array(32),
    );
    const { attempt } = await started({}, { cookies: [`__Host-postern-session=${cookie}`] });
    expect(attempt?.replaces).toEqual(token);
  });
});

describe('a login that cannot start', () => {
  test.each([undefined, 'other', 'constructor', '__proto__'])('provider %s is unknown', async (name) => {
    const asked = request(name === undefined ? {} : { provider: name });
    await expect(startLogin(asked, loginPorts(), deadline)).rejects.toEqual(problem('unknown_provider'));
  });

  test('has the provider and the target of the login', async () => {
    const down = () => Promise.reject(new Problem('temporarily_unavailable', 'down', { log: { status: 500 } }));
    for (const scene of [{ metadata: down }, { keyring: down }]) {
      await expect(started(scene, { query: 'return_to=%2Fapp' })).rejects.toEqual(
        problem('temporarily_unavailable', {
          details: { provider: 'corp', returnTo: '/app' },
          log: { status: 500, ...unverified },
        }),
      );
    }
  });

  test('at a provider that is switched off, whatever else is wrong with it', async () => {
    const down = () => Promise.reject(new Problem('provider_unreachable', 'down'));
    for (const scene of [{}, { metadata: down }, { keyring: down }]) {
      await expect(started({ ...scene, items: [switchItem('corp')] })).rejects.toEqual(
        problem('provider_disabled', { details: { provider: 'corp', returnTo: '/' } }),
      );
    }
    expect((await started({ items: [switchItem('corp', true)] })).response.status).toBe(302);
  });

  test('if the switch cannot be read', async () => {
    const batchGet = () => Promise.reject(new Problem('temporarily_unavailable', 'down'));
    await expect(started({ table: { batchGet } })).rejects.toEqual(problem('temporarily_unavailable'));
  });

  test('rethrows an unforeseen error unchanged', async () => {
    const error = new TypeError('x is not a function');
    await expect(started({ metadata: () => Promise.reject(error) })).rejects.toBe(error);
  });
});

describe('a login whose request is pushed', () => {
  const pushing = { ...metadata, pushedRequestEndpoint: 'https://login.example.com/par' };
  const scene = { metadata: async () => pushing };

  test('has the attempt of what was pushed in its cookie, and no parameter of it in its URL', async () => {
    let pushed: Readonly<Record<string, string>> = {};
    const push: NonNullable<Scene['push']> = async (_, parameters) => {
      pushed = parameters;
      return 'urn:example:request';
    };
    const { response, parameters } = await started({ ...scene, push }, { query: 'max_age=60' });
    expect(Object.fromEntries(parameters)).toEqual({ client_id: 'client-1', request_uri: 'urn:example:request' });
    const { state = '', nonce = '' } = pushed;
    expect(attemptOf(response, state)).toMatchObject({ state, nonce, maxAge: 60 });
    expect(pushed['max_age']).toBe('60');
  });

  test('that fails leaves no cookie, and says where it was to lead', async () => {
    const push = () => Promise.reject(new Problem('provider_unreachable', 'no answer'));
    await expect(started({ ...scene, push }, { query: 'return_to=%2Fapp' })).rejects.toEqual(
      problem('provider_unreachable', { details: { provider: 'corp', returnTo: '/app' } }),
    );
  });

  test('is not pushed to a provider that is switched off', async () => {
    const push = () => Promise.reject(new Error('pushed'));
    await expect(started({ ...scene, push, items: [switchItem('corp')] })).rejects.toEqual(
      problem('provider_disabled'),
    );
  });

  test.each([
    ['always', 1],
    ['auto', 0],
    ['never', 0],
  ] as const)('%s: the client secret is read beside the rest %d times', async (pushedAuthorizationRequests, times) => {
    let prepared = 0;
    const prepare = () => {
      prepared += 1;
    };
    const push = async () => 'urn:example:request';
    await started({ ...scene, push, prepare, provider: { pushedAuthorizationRequests } });
    expect(prepared).toBe(times);
  });
});

const issuer = 'https://login.example.com/';
const providers = [
  providerSettings({ name: 'many', issuer: 'https://tenants.example/{tenantid}/', tenants: ['t1', 't2'] }),
  providerSettings({ name: 'first' }),
  providerSettings({ name: 'second', clientId: 'client-2' }),
];

const start = (query: object | string, scene: Scene = {}) => {
  const parameters = typeof query === 'string' ? query : new URLSearchParams({ ...query }).toString();
  return startInitiatedLogin(
    request({ path: '/login', query: parameters }),
    loginPorts({ settings: { providers }, ...scene }),
    deadline,
  );
};

/** The redirect URI of the login that it starts, which names the provider. */
const startedAt = async (query: object, scene?: Scene) => {
  const { status, headers } = await start(query, scene);
  expect(status).toBe(302);
  return new URL(headers['location'] ?? '').searchParams.get('redirect_uri');
};

describe('a login that is asked for elsewhere', () => {
  test('goes to the first provider that has the issuer', async () => {
    expect(await startedAt({ iss: issuer })).toBe('https://postern.example.com/callback/first');
    expect(await startedAt({ iss: 'https://tenants.example/t2/' })).toBe('https://postern.example.com/callback/many');
  });

  test('to the first that is enabled; one that operators have switched off is still the one', async () => {
    const second = { settings: { providers: providers.slice(2) } };
    expect(await startedAt({ iss: issuer }, second)).toBe('https://postern.example.com/callback/second');
    await expect(start({ iss: issuer }, { items: [switchItem('first')] })).rejects.toEqual(
      problem('provider_disabled', { details: { provider: 'first', returnTo: '/' } }),
    );
  });

  test.each(['target_link_uri', 'return_to'])('leads where %s says, as a login that fails tells', async (name) => {
    const scene = { items: [switchItem('first')] };
    for (const target of ['/app?a=b', 'https://app.example.com/a', 'https://postern.example.com/b']) {
      await expect(start({ iss: issuer, [name]: target }, scene)).rejects.toEqual(
        problem('provider_disabled', { details: { provider: 'first', returnTo: target } }),
      );
    }
  });
});

describe('is refused before anybody is asked', () => {
  const untouched = () => Promise.reject(new Error('asked'));
  const scene: Scene = { metadata: untouched, keyring: untouched, table: { batchGet: untouched } };

  test.each([
    'iss=',
    'iss',
    'iss=https://evil.example/',
    'iss=https://login.example.com',
    'iss=https://LOGIN.example.com/',
    'iss=https://login.example.com/%20',
    'iss=https://login.example.com/&iss=https://login.example.com/',
    'iss=https://login.example.com/&iss=',
    'iss=https://tenants.example/{tenantid}/',
    'iss=https://tenants.example/t3/',
    'iss=first',
    'iss=__proto__',
  ])('%s', async (query) => {
    await expect(start(query, scene)).rejects.toEqual(problem('unknown_issuer'));
  });

  test.each([
    'target_link_uri=https://evil.example/',
    'target_link_uri=//evil.example',
    'target_link_uri=',
    'target_link_uri=/a&target_link_uri=/a',
    'target_link_uri=/a&return_to=/a',
    'return_to=//evil.example',
  ])('%s', async (query) => {
    for (const iss of [issuer, 'https://evil.example/']) {
      await expect(start(`iss=${iss}&${query}`, scene)).rejects.toEqual(problem('return_to_not_allowed'));
    }
  });
});
