import { isDeepStrictEqual } from 'node:util';
import { isAsymmetric } from '../contract/algorithms.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { Problem } from '../errors.ts';
import type { ProviderMetadata } from '../oidc/metadata.ts';
import type { Attempt } from '../sessions/attempt.ts';
import type { Provider } from './index.ts';

type PinnedEndpoints = Pick<Attempt, 'tokenEndpoint' | 'userinfoEndpoint' | 'jwksUri'>;

/** The endpoints that finishing a login will take, as an attempt pins them. */
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

/** Whether anything that a login brings is signed by a key of the JWKS. */
function usesJwks({ idTokenSignedResponseAlg, userinfoSignedResponseAlg }: ProviderSettings): boolean {
  return [idTokenSignedResponseAlg, userinfoSignedResponseAlg].some(
    (algorithm) => algorithm && isAsymmetric(algorithm),
  );
}

/**
 * Holds the endpoints of an attempt against the provider's metadata: the client secret and the code go nowhere else, not
 * even where somebody got hold of the keys that seal attempts. A login can have begun with newer metadata than are known
 * here, so those that differ are read anew, once.
 * @returns The metadata that the attempt fits.
 * @throws Problem `login_not_found` where they differ, so that the person starts anew; `temporarily_unavailable`.
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
