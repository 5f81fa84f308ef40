import { describe, expect, test } from '@jest/globals';
import { startInitiatedLogin } from '../../../functions/login/initiated.ts';
import { problem } from '../core/support/problems.ts';
import { request } from '../core/support/requests.ts';
import { providerSettings } from '../core/support/settings.ts';
import { deadline, loginPorts, type Scene, switchItem } from './ports.ts';

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
