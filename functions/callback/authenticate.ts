import { type Deadline, leaving } from '../core/deadline.ts';
import { redirectUri } from '../core/http/site.ts';
import type { Claims } from '../core/oidc/claims.ts';
import { type VerifiedIdToken, verifyIdToken } from '../core/oidc/id-token/index.ts';
import { requireClaims } from '../core/oidc/required-claims.ts';
import { parseScope } from '../core/oidc/scopes.ts';
import type { TokenResponse } from '../core/oidc/token-response.ts';
import { needsUserinfo } from '../core/oidc/userinfo.ts';
import type { Provider } from '../core/provider/index.ts';
import type { Attempt } from '../core/sessions/attempt.ts';
import type { OpenLogin } from './open-login.ts';
import { writeMilliseconds } from './provision.ts';

/** Who signed in, as the provider vouches for it. */
export interface Person {
  readonly provider: string;
  readonly idToken: VerifiedIdToken;
  /** Claims of the ID token, with UserInfo's where it was asked. */
  readonly claims: Claims;
  /** The ID token as received, kept for the provider's own sign-out; undefined where the provider has none. */
  readonly idTokenHint: string | undefined;
}

/**
 * Turns an authorization code into a verified person: exchanges the code, verifies the ID token, asks UserInfo where
 * claims are missing, and enforces what the scope demands.
 * @throws Problem `provider_error`, `provider_unreachable`, `invalid_id_token`, `required_claim_missing`.
 */
export async function authenticate(code: string, login: OpenLogin): Promise<Person> {
  const { attempt, provider, ports } = login;
  const { settings } = provider;
  // All calls to the provider together leave the time that writing the sign-in may take.
  const deadline = leaving(writeMilliseconds, login.deadline);
  const { tokenEndpoint, codeVerifier } = attempt;
  const grant = { tokenEndpoint, code, codeVerifier, redirectUri: redirectUri(ports.site, settings.name) };
  const tokens = await provider.exchange(grant, deadline);
  const idToken = await verifyIdToken(tokens.idToken, provider.keys(attempt.jwksUri), {
    issuer: settings.issuer,
    clientId: settings.clientId,
    algorithm: settings.idTokenSignedResponseAlg,
    nonce: attempt.nonce,
    now: ports.clock(),
    ...(attempt.maxAge !== undefined && { maxAge: attempt.maxAge }),
    ...(tokens.accessToken !== undefined && { accessToken: tokens.accessToken }),
  });
  const scope = parseScope(settings.scope);
  const wanted = needsUserinfo(settings.userinfo, scope, idToken.claims);
  const claims = wanted ? await askUserinfo(tokens, idToken, attempt, provider, deadline) : idToken.claims;
  requireClaims(scope, claims);
  const idTokenHint = attempt.endSessionEndpoint !== undefined ? tokens.idToken : undefined;
  return { provider: settings.name, idToken, claims, idTokenHint };
}

async function askUserinfo(
  { accessToken }: TokenResponse,
  idToken: VerifiedIdToken,
  { userinfoEndpoint }: Attempt,
  provider: Provider,
  deadline: Deadline,
): Promise<Claims> {
  if (userinfoEndpoint === undefined || accessToken === undefined) return idToken.claims;
  return provider.userinfo(userinfoEndpoint, accessToken, idToken, deadline);
}
