import type { RegisteredClient } from './clients.ts';

/**
 * Metadata of a registered client (OpenID Connect Dynamic Client Registration 1.0 section 2). `secret`, one of the
 * client's secrets, becomes the `client_secret` in the metadata.
 */
export function clientMetadata(client: RegisteredClient, secret: string) {
  return {
    client_id: client.clientId,
    client_secret: secret,
    client_name: client.name,
    redirect_uris: [...client.redirectUris],
    response_types: ['code' as const],
    grant_types: ['authorization_code'],
    id_token_signed_response_alg: 'HS256' as const,
    backchannel_logout_uri: client.backchannelLogoutUri,
    backchannel_logout_session_required: true,
    post_logout_redirect_uris: [...client.postLogoutRedirectUris],
  };
}
