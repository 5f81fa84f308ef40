import { type Deadline, reserve } from '../core/base/deadline.ts';
import { readForm } from '../core/http/request.ts';
import { redirectUri } from '../core/http/site.ts';
import { mergeClaims, nameFromAppleUser } from '../core/oidc/apple-user.ts';
import type { Claims } from '../core/oidc/claims.ts';
import { type VerifiedIdToken, verifyIdToken } from '../core/oidc/id-token/index.ts';
import { identityKey } from '../core/oidc/identity-key.ts';
import { requireClaims } from '../core/oidc/required-claims.ts';
import { parseScope } from '../core/oidc/scopes.ts';
import type { TokenResponse } from '../core/oidc/token-response.ts';
import { needsUserinfo } from '../core/oidc/userinfo.ts';
import type { Provider } from '../core/provider/index.ts';
import type { Attempt } from '../core/sessions/attempt.ts';
import { type OpenLogin, writeMilliseconds } from './ports.ts';

/** Who signed in, as the provider vouches for it. */
export interface VerifiedIdentity {
  readonly provider: string;
  /** What identifies the person at the provider, byte for byte. */
  readonly uid: string;
  readonly idToken: VerifiedIdToken;
  /** Claims of the ID token, with UserInfo's where it was asked, and a name that came with the response. */
  readonly claims: Claims;
  /** The provider's own sign-out; undefined where it has none. */
  readonly endSessionEndpoint: string | undefined;
  /** The ID token as received, kept for the provider's own sign-out; undefined where that takes none. */
  readonly idTokenHint: string | undefined;
}

/**
 * Turns an authorization code into a verified person: exchanges the code, verifies the ID token, asks UserInfo where
 * claims are missing, and enforces what the scope demands.
 * @param endSessionEndpoint The provider's own sign-out, where it has one.
 * @throws Problem `invalid_callback`, `provider_error`, `provider_unreachable`, `invalid_id_token`,
 * `required_claim_missing`.
 */
export async function authenticate(
  code: string,
  login: OpenLogin,
  endSessionEndpoint: string | undefined,
): Promise<VerifiedIdentity> {
  const { attempt, provider, ports } = login;
  const { settings } = provider;
  const told = toldName(login);
  // All calls to the provider together leave the time that writing the sign-in may take.
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
  const scope = parseScope(settings.scope);
  const wanted = needsUserinfo(settings.userinfo, scope, idToken.claims);
  const given = wanted ? await askUserinfo(tokens, idToken, attempt, provider, deadline) : idToken.claims;
  const claims = mergeClaims(given, told);
  requireClaims(scope, claims, settings.emailTrust);
  const hinted = endSessionEndpoint !== undefined && settings.signOut === 'rp_initiated';
  return {
    provider: settings.name,
    uid: identityKey(idToken, settings.identityKey),
    idToken,
    claims,
    endSessionEndpoint,
    idTokenHint: hinted ? tokens.idToken : undefined,
  };
}

/** The name that Apple tells with the response itself; of any other provider that parameter means nothing to us. */
function toldName({ request, provider }: OpenLogin): Claims {
  const form = provider.settings.type === 'apple' ? readForm(request) : undefined;
  return form === undefined ? {} : nameFromAppleUser(form);
}

async function askUserinfo(
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
