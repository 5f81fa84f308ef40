import { isDeepStrictEqual } from 'node:util';
import { Problem } from '../errors.ts';
import type { ProviderSettings } from '../names.ts';
import type { ProviderMetadata } from '../oidc/metadata.ts';
import type { Attempt } from '../sessions/attempt.ts';

type PinnedEndpoints = Pick<Attempt, 'tokenEndpoint' | 'userinfoEndpoint' | 'jwksUri' | 'endSessionEndpoint'>;

/** The endpoints that finishing a login and its session will take, as an attempt pins them. */
export function pinnedEndpoints(
  { userinfo, idTokenSignedResponseAlg }: ProviderSettings,
  { tokenEndpoint, userinfoEndpoint, jwksUri, endSessionEndpoint }: ProviderMetadata,
): PinnedEndpoints {
  return {
    tokenEndpoint,
    ...(userinfo !== 'never' && userinfoEndpoint !== undefined && { userinfoEndpoint }),
    ...(!idTokenSignedResponseAlg.startsWith('HS') && jwksUri !== undefined && { jwksUri }),
    ...(endSessionEndpoint !== undefined && { endSessionEndpoint }),
  };
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
