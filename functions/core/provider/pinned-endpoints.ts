import { isDeepStrictEqual } from 'node:util';
import { isAsymmetric } from '../contract/algorithms.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { Problem } from '../errors.ts';
import type { ProviderMetadata } from '../oidc/parse-metadata.ts';
import type { Attempt } from '../sessions/login-attempt.ts';
import type { Provider } from './index.ts';

type PinnedEndpoints = Pick<Attempt, 'tokenEndpoint' | 'userinfoEndpoint' | 'jwksUri'>;

/** The provider's endpoints that a login attempt pins when it starts: those that the callback will call. */
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

/**
 * Whether the provider signs ID tokens or UserInfo with a key of its JWKS. Otherwise the login needs no JWKS: tokens
 * are signed with the client secret (HMAC).
 */
function usesJwks({ idTokenSignedResponseAlg, userinfoSignedResponseAlg }: ProviderSettings): boolean {
  return [idTokenSignedResponseAlg, userinfoSignedResponseAlg].some(
    (algorithm) => algorithm && isAsymmetric(algorithm),
  );
}

/**
 * Asserts that the endpoints pinned by a login attempt are those of the provider's metadata. So the client secret and
 * the code are sent nowhere else, even if the keys that seal login attempts have leaked. The login may have started on
 * an instance with newer metadata. So on a difference the metadata is refetched once.
 * @returns The metadata that the login attempt matches.
 * @throws Problem `login_not_found` if the endpoints differ, so that the person starts the login again;
 * `temporarily_unavailable` or `provider_error` if the metadata cannot be read.
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
