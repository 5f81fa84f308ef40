import { describe, expect, test } from '@jest/globals';
import { Problem } from '../../../functions/core/errors.ts';
import { authorizationParameters } from '../../../functions/core/oidc/authorization-request.ts';
import { authorizationLocation } from '../../../functions/login/go-to-provider.ts';
import { problem } from '../core/support/problems.ts';
import { deadline, loginPorts, metadata, type Scene } from './ports.ts';

const request = {
  redirectUri: 'https://postern.example.com/callback/corp',
  state: 'the-state',
  nonce: 'the-nonce',
  codeVerifier: 'the-verifier',
  extraParameters: { max_age: '60', acr_values: 'high' },
};
const offering = {
  ...metadata,
  authorizationEndpoint: 'https://login.example.com/authorize?tenant=a',
  pushedRequestEndpoint: 'https://login.example.com/par',
};
const requestUri = 'urn:example:request';

/** Where a request leads, and what was pushed for it. */
async function located(scene: Scene = {}, provided: typeof metadata = offering) {
  const pushed: unknown[] = [];
  const push = async (...call: readonly unknown[]) => {
    pushed.push(call);
    return requestUri;
  };
  const provider = loginPorts({ push, ...scene }).provider('corp');
  if (provider === undefined) throw new Error('there is no such provider');
  const url = new URL(await authorizationLocation(provider, provided, request, deadline));
  return { url, parameters: Object.fromEntries(url.searchParams), pushed, settings: provider.settings };
}

describe('if the provider accepts pushed requests', () => {
  test('the whole request is pushed once, within the deadline, and the browser takes along where it is', async () => {
    const { parameters, pushed, settings } = await located();
    expect(parameters).toEqual({ tenant: 'a', client_id: 'client-1', request_uri: requestUri });
    const whole = authorizationParameters(settings, request);
    expect(whole).toMatchObject({ state: 'the-state', max_age: '60', acr_values: 'high' });
    expect(pushed).toEqual([['https://login.example.com/par', whole, deadline]]);
  });

  test.each(['provider_error', 'provider_unreachable', 'temporarily_unavailable'] as const)(
    'a push that ends in %s leads nowhere',
    async (code) => {
      const push = () => Promise.reject(new Problem(code, 'no'));
      await expect(located({ push })).rejects.toEqual(problem(code));
    },
  );

  test('nothing is pushed if the settings say never', async () => {
    const { parameters, pushed } = await located({ provider: { pushedAuthorizationRequests: 'never' } });
    expect(parameters).toMatchObject({ tenant: 'a', state: 'the-state', max_age: '60' });
    expect([parameters['request_uri'], pushed]).toEqual([undefined, []]);
  });
});

describe('if it takes none', () => {
  test('the request goes by way of the browser', async () => {
    const { parameters, pushed } = await located({}, metadata);
    expect(parameters).toMatchObject({ state: 'the-state', nonce: 'the-nonce' });
    expect([parameters['request_uri'], pushed]).toEqual([undefined, []]);
  });

  test('nothing is sent if the settings say always', async () => {
    const always = { provider: { pushedAuthorizationRequests: 'always' } } as const;
    await expect(located(always, metadata)).rejects.toEqual(problem('provider_error'));
  });
});
