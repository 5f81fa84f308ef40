import type { Deadline } from '../base/deadline.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import type { Claims } from '../oidc/claims.ts';
import type { VerifiedIdToken } from '../oidc/id-token/index.ts';
import type { SignatureKeys } from '../oidc/jws.ts';
import { mergeUserinfo, readUserinfo } from '../oidc/userinfo.ts';
import type { CallProvider } from './http-client.ts';

/** A UserInfo request to the endpoint that the login attempt has pinned. */
export interface UserinfoRequest {
  readonly endpoint: string;
  readonly accessToken: string;
  /** URL of the JWKS that verifies a signed response, by default that in the metadata. */
  readonly jwksUri?: string;
}

/** Requests UserInfo, as a signed JWT if the settings say so. Returns its claims merged with those of the ID token. */
export type AskUserinfo = (asked: UserinfoRequest, idToken: VerifiedIdToken, deadline: Deadline) => Promise<Claims>;

/**
 * Creates the client for a provider's UserInfo endpoint (Core 1.0 section 5.3.1).
 * @param keys Keys that verify a signed response, by URL of the JWKS.
 * @param clock Milliseconds since the epoch.
 */
export function createUserinfo(
  settings: ProviderSettings,
  call: CallProvider,
  keys: (jwksUri: string | undefined) => SignatureKeys,
  clock: () => number,
): AskUserinfo {
  const { issuer, tenants, clientId, userinfoSignedResponseAlg: algorithm } = settings;
  return async ({ endpoint, accessToken, jwksUri }, idToken, deadline) => {
    const headers = {
      authorization: `Bearer ${accessToken}`,
      ...(algorithm !== undefined && { accept: 'application/jwt' }),
    };
    const answer = await call({ method: 'GET', url: endpoint, headers }, deadline);
    const signed = algorithm && {
      keys: keys(jwksUri),
      expected: { issuer, tenants, clientId, algorithm, now: clock() },
    };
    return mergeUserinfo(await readUserinfo(answer, signed), idToken);
  };
}
