import { describe, expect, test } from '@jest/globals';
import type { ProviderMetadata } from '../../../../functions/core/oidc/parse-metadata.ts';
import { pinnedEndpoints, requirePinnedEndpoints } from '../../../../functions/core/provider/pinned-endpoints.ts';
import type { Attempt } from '../../../../functions/core/sessions/login-attempt.ts';
import { problem } from '../support/problems.ts';
import { providerSettings } from '../support/settings.ts';

const settings = providerSettings();
const metadata: ProviderMetadata = {
  authorizationEndpoint: 'https://login.example.com/authorize',
  tokenEndpoint: 'https://login.example.com/token',
  userinfoEndpoint: 'https://login.example.com/userinfo',
  jwksUri: 'https://login.example.com/jwks',
  endSessionEndpoint: 'https://login.example.com/logout',
  issInResponse: false,
  pushedRequestsRequired: false,
};
const attempt: Attempt = {
  ...{ provider: 'corp', state: 's', nonce: 'n', codeVerifier: 'v', returnTo: '/', startedAt: 0, issExpected: false },
  ...pinnedEndpoints(settings, metadata),
};

/** Holds the attempt against what is known of the provider, and what reading it again returns; tells how often that was. */
async function hold(known: Partial<ProviderMetadata>, newer: Partial<ProviderMetadata> = known) {
  const before = { ...metadata, ...known };
  const after = { ...metadata, ...newer };
  let reads = 0;
  const read = async (asked?: ProviderMetadata) => {
    if (asked === undefined) return before;
    expect(asked).toBe(before);
    reads += 1;
    return after;
  };
  const held = await requirePinnedEndpoints(attempt, { settings, metadata: read });
  return { held, reads };
}

describe('the endpoints of an attempt', () => {
  test('fit the metadata that it began with, which nothing is read for', async () => {
    expect(await hold({})).toEqual({ held: metadata, reads: 0 });
  });

  test('do not include the endpoints of authorization and of sign-out', async () => {
    const elsewhere = { authorizationEndpoint: 'https://e/a', endSessionEndpoint: 'https://e/s' };
    expect(await hold(elsewhere)).toEqual({ held: { ...metadata, ...elsewhere }, reads: 0 });
  });

  describe.each(['tokenEndpoint', 'userinfoEndpoint', 'jwksUri'] as const)('%s', (endpoint) => {
    const other = { [endpoint]: 'https://login.example.com/elsewhere' };

    test('fits metadata that is newer than what is known here, which is read once', async () => {
      expect(await hold(other, {})).toEqual({ held: metadata, reads: 1 });
    });

    test('is refused if the provider names another one', async () => {
      await expect(hold(other)).rejects.toEqual(problem('login_not_found'));
    });

    test('is refused if the provider names another one by now', async () => {
      await expect(hold({ tokenEndpoint: 'https://e/1' }, other)).rejects.toEqual(problem('login_not_found'));
    });
  });
});
