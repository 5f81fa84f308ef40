import { isDeepStrictEqual } from 'node:util';
import { Problem } from '../errors.ts';
import type { ProviderSettings } from '../names.ts';
import type { ProviderMetadata } from '../oidc/metadata.ts';
import type { Attempt } from '../sessions/attempt.ts';

type PinnedEndpoints = Pick<Attempt, 'tokenEndpoint' | 'userinfoEndpoint' | 'jwksUri' | 'endSessionEndpoint'>;

/** The endpoints that finishing a login and its session will take, as an attempt pins them. */
export function pinnedEndpoints(
  settings: ProviderSettings,
  { tokenEndpoint, userinfoEndpoint, jwksUri, endSessionEndpoint }: ProviderMetadata,
): PinnedEndpoints {
  return {
    tokenEndpoint,
    ...(settings.userinfo !== 'never' && userinfoEndpoint !== undefined && { userinfoEndpoint }),
    ...(usesJwks(settings) && jwksUri !== undefined && { jwksUri }),
    ...(endSessionEndpoint !== undefined && { endSessionEndpoint }),
  };
}

/** Whether anything that a login brings is signed by a key of the JWKS. */
function usesJwks({ idTokenSignedResponseAlg, userinfoSignedResponseAlg }: ProviderSettings): boolean {
  return [idTokenSignedResponseAlg, userinfoSignedResponseAlg].some((alg) => alg?.startsWith('HS') === false);
}

/**
 * Holds the endpoints of an attempt against the provider's metadata: the client secret and the code go nowhere else, not
 * even where somebody got hold of the keys that seal attempts.
 * @throws Problem `login_not_found` where they differ, so that the person starts anew.
 */
export function requirePinnedEndpoints(attempt: Attempt, settings: ProviderSettings, metadata: ProviderMetadata): void {
  const { tokenEndpoint, userinfoEndpoint, jwksUri, endSessionEndpoint } = attempt;
  const pinned = {
    tokenEndpoint,
    ...(userinfoEndpoint !== undefined && { userinfoEndpoint }),
    ...(jwksUri !== undefined && { jwksUri }),
    ...(endSessionEndpoint !== undefined && { endSessionEndpoint }),
  };
  if (isDeepStrictEqual(pinned, pinnedEndpoints(settings, metadata))) return;
  throw new Problem('login_not_found', "the provider's endpoints are not those that the login began with");
}
