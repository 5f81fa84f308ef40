import { isDeepStrictEqual } from 'node:util';
import { isAsymmetric } from '../contract/algorithms.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { Problem } from '../errors.ts';
import type { ProviderMetadata } from '../oidc/metadata.ts';
import type { Attempt } from '../sessions/login-attempt.ts';
import type { Provider } from './index.ts';

type PinnedEndpoints = Pick<Attempt, 'tokenEndpoint' | 'userinfoEndpoint' | 'jwksUri'>;

/** The provider's endpoints that a login attempt pins: those that the callback will call. */
export function pinnedEndpoints(
  settings: ProviderSettings,
  { tokenEndpoint, userinfoEndpoint, jwksUri }: ProviderMetadata,
): PinnedEndpoints {
  return {
    tokenEndpoint,
    ...(settings.userinfo !== 'never' && userinfoEndpoint !== undefined && { userinfoEndpoint }),
    ...(usesJwks(settings) && jwksUri !== undefined && { jwksUri }),
  };
}

/** Whether a key of the JWKS signs any token of a login. */
function usesJwks({ idTokenSignedResponseAlg, userinfoSignedResponseAlg }: ProviderSettings): boolean {
  return [idTokenSignedResponseAlg, userinfoSignedResponseAlg].some(
    (algorithm) => algorithm && isAsymmetric(algorithm),
  );
}

/**
 * Asserts that an attempt's endpoints are those of the provider's metadata. So the client secret and the code go nowhere
 * else, even if the keys that seal attempts have leaked. The login can have begun with newer metadata than this instance
 * has, so on a difference it is refetched once.
 * @returns The metadata that the attempt matches.
 * @throws Problem `login_not_found` if they differ, so that the person starts again; `temporarily_unavailable`.
 */
export async function requirePinnedEndpoints(
  attempt: Attempt,
  { settings, metadata }: Pick<Provider, 'settings' | 'metadata'>,
): Promise<ProviderMetadata> {
  const known = await metadata();
  if (isPinned(attempt, settings, known)) return known;
  const newer = await metadata(known);
  if (isPinned(attempt, settings, newer)) return newer;
  throw new Problem('login_not_found', "the provider's endpoints are not those that the login began with");
}

function isPinned(attempt: Attempt, settings: ProviderSettings, metadata: ProviderMetadata): boolean {
  const { tokenEndpoint, userinfoEndpoint, jwksUri } = attempt;
  const pinned = {
    tokenEndpoint,
    ...(userinfoEndpoint !== undefined && { userinfoEndpoint }),
    ...(jwksUri !== undefined && { jwksUri }),
  };
  return isDeepStrictEqual(pinned, pinnedEndpoints(settings, metadata));
}
