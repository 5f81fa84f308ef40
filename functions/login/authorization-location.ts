import type { Deadline } from '../core/base/deadline.ts';
import {
  type AuthorizationRequest,
  authorizationParameters,
  authorizationUrl,
  pushedAuthorizationUrl,
} from '../core/oidc/authorization-request.ts';
import type { ProviderMetadata } from '../core/oidc/metadata.ts';
import { pushedRequestEndpoint } from '../core/oidc/pushed-request.ts';
import type { Provider } from '../core/provider/index.ts';

/**
 * Where the browser goes to make an authorization request: to the request itself, or to one that was pushed before. A
 * push that fails is never made up for by way of the browser, since whoever can keep us from pushing could then have the
 * request shown and changed there.
 * @throws Problem `provider_error`, `provider_unreachable`, `temporarily_unavailable`.
 */
export async function authorizationLocation(
  provider: Provider,
  metadata: ProviderMetadata,
  request: AuthorizationRequest,
  deadline: Deadline,
): Promise<string> {
  const { settings } = provider;
  const { authorizationEndpoint } = metadata;
  const endpoint = pushedRequestEndpoint(settings, metadata);
  if (endpoint === undefined) return authorizationUrl(authorizationEndpoint, settings, request);
  const requestUri = await provider.push(endpoint, authorizationParameters(settings, request), deadline);
  return pushedAuthorizationUrl(authorizationEndpoint, settings, requestUri);
}
