import { type Deadline, reserve } from '../core/base/deadline.ts';
import { readForm } from '../core/http/request.ts';
import { redirectUri } from '../core/http/site.ts';
import { mergeClaims, nameFromAppleUser } from '../core/oidc/apple-user.ts';
import type { Claims } from '../core/oidc/claims.ts';
import { type VerifiedIdToken, verifyIdToken } from '../core/oidc/id-token/index.ts';
import { identityKey } from '../core/oidc/identity-key.ts';
import { requireClaimValues } from '../core/oidc/required-claim-values.ts';
import { requireClaims } from '../core/oidc/required-claims.ts';
import { parseScope } from '../core/oidc/scopes.ts';
import type { TokenResponse } from '../core/oidc/token-response.ts';
import { needsUserinfo } from '../core/oidc/userinfo.ts';
import type { Provider } from '../core/provider/index.ts';
import type { Attempt } from '../core/sessions/login-attempt.ts';
import { type OpenLogin, writeMilliseconds } from './ports.ts';

/** The identity of the person who signed in, verified by the provider's ID token. */
export interface VerifiedIdentity {
  readonly provider: string;
  /** The person's identifier at the provider, compared byte for byte: `sub`, or tenant and object id for Microsoft. */
  readonly uid: string;
  readonly idToken: VerifiedIdToken;
  /**
   * Claims of the ID token, merged with those of UserInfo if UserInfo was requested. The name in Apple's authorization
   * response is added.
   */
  readonly claims: Claims;
  /** The provider's `end_session_endpoint`, stored for a later sign-out; undefined if the provider has none. */
  readonly endSessionEndpoint: string | undefined;
  /**
   * The ID token as received, for `id_token_hint` at a later sign-out; undefined if the provider's sign-out takes no
   * hint.
   */
  readonly idTokenHint: string | undefined;
}

/** The tokens for which an authorization code was exchanged. The ID token is verified: from here on the person is known. */
export interface VerifiedTokens extends Pick<VerifiedIdentity, 'uid' | 'idToken'> {
  readonly tokens: TokenResponse;
  /** The name in Apple's authorization response. */
  readonly appleName: Claims;
  /** By when all calls to the provider must end. */
  readonly deadline: Deadline;
}

/**
 * Exchanges an authorization code for tokens, and verifies the ID token.
 * @throws Problem `invalid_callback`, `provider_error`, `provider_unreachable`, `invalid_id_token`.
 */
export async function exchangeCode(code: string, login: OpenLogin): Promise<VerifiedTokens> {
  const { attempt, provider, ports } = login;
  const { settings } = provider;
  const appleName = readAppleName(login);
  // All calls to the provider must end by one earlier deadline, so that enough time is left to write the sign-in.
  const deadline = reserve(writeMilliseconds, login.deadline);
  const { tokenEndpoint, codeVerifier } = attempt;
  const grant = { tokenEndpoint, code, codeVerifier, redirectUri: redirectUri(ports.site, settings.name) };
  const tokens = await provider.exchange(grant, deadline);
  const idToken = await verifyIdToken(tokens.idToken, provider.keys('provider_response', attempt.jwksUri), {
    issuer: settings.issuer,
    tenants: settings.tenants,
    clientId: settings.clientId,
    algorithm: settings.idTokenSignedResponseAlg,
    nonce: attempt.nonce,
    now: ports.clock(),
    startedAt: attempt.startedAt,
    ...(attempt.maxAge !== undefined && { maxAge: attempt.maxAge }),
    ...(attempt.anew !== undefined && { anew: attempt.anew }),
    ...(tokens.accessToken !== undefined && { accessToken: tokens.accessToken }),
  });
  return { tokens, idToken, uid: identityKey(idToken, settings.identityKey), appleName, deadline };
}

/**
 * Completes the verified identity of a person: UserInfo is requested as the provider's setting `userinfo` says, by
 * default if the ID token lacks required claims or claims of the scope. If the claims do not satisfy `requiredClaims` and
 * the scope's modifiers, the login is refused, be it a sign-in, a link or a step-up.
 * @param endSessionEndpoint The provider's `end_session_endpoint`, if the metadata has one.
 * @throws Problem `provider_error`, `provider_unreachable`, `invalid_id_token`, `required_claim_missing`.
 */
export async function identify(
  { tokens, idToken, uid, appleName, deadline }: VerifiedTokens,
  { attempt, provider }: OpenLogin,
  endSessionEndpoint: string | undefined,
): Promise<VerifiedIdentity> {
  const { settings } = provider;
  const scope = parseScope(settings.scope);
  const isNeeded = needsUserinfo(settings, scope, idToken.claims);
  const signed = isNeeded ? await requestUserinfo(tokens, idToken, attempt, provider, deadline) : idToken.claims;
  requireClaimValues(settings.requiredClaims, [idToken.claims, signed]);
  const claims = mergeClaims(signed, appleName);
  requireClaims(scope, claims, settings.emailTrust);
  const hinted = endSessionEndpoint !== undefined && settings.signOut === 'rp_initiated';
  return {
    provider: settings.name,
    uid,
    idToken,
    claims,
    endSessionEndpoint,
    idTokenHint: hinted ? tokens.idToken : undefined,
  };
}

/**
 * The name in the `user` parameter of Apple's authorization response. From other providers that parameter is ignored.
 */
function readAppleName({ request, provider }: OpenLogin): Claims {
  const form = provider.settings.type === 'apple' ? readForm(request) : undefined;
  return form === undefined ? {} : nameFromAppleUser(form);
}

async function requestUserinfo(
  { accessToken }: TokenResponse,
  idToken: VerifiedIdToken,
  { userinfoEndpoint, jwksUri }: Attempt,
  provider: Provider,
  deadline: Deadline,
): Promise<Claims> {
  if (userinfoEndpoint === undefined || accessToken === undefined) return idToken.claims;
  const asked = { endpoint: userinfoEndpoint, accessToken, ...(jwksUri !== undefined && { jwksUri }) };
  return provider.userinfo(asked, idToken, deadline);
}
