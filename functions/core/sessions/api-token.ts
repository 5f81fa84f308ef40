import { identityAt, type User } from '../accounts/user.ts';
import type { Random } from '../base/random.ts';
import type { SessionLimits } from '../contract/settings.ts';
import { signJwt } from '../oidc/sign-jwt.ts';
import { idleEnd, type Session } from './session.ts';
import type { SigningKey } from './signing-key.ts';

/**
 * Lifetime of an API token in seconds, unless its session ends sooner. It is short because a token cannot be revoked.
 */
const lifetime = 300;
/** Random bytes of an API token's `jti`. */
const idBytes = 16;

/** The subject, session, issuer and audience of an API token to be issued. */
export interface ApiTokenRequest {
  readonly user: User;
  readonly session: Session;
  readonly limits: SessionLimits;
  /** The deployment's base URL, which is the token's issuer (`iss`). */
  readonly issuer: string;
  /** Audience of the token (`aud`): the origin of the API, or of the app that the API belongs to. */
  readonly audience: string;
}

/** An API token and its lifetime. */
export interface ApiToken {
  readonly token: string;
  /** Lifetime in seconds. */
  readonly expiresIn: number;
}

/**
 * Issues an API token, which is a JWT access token (RFC 9068). Its explicit type `at+jwt` prevents token confusion (RFC
 * 8725 section 3.11). The token expires no later than its session would if the session were not used again.
 * @param now Milliseconds since the epoch.
 */
export function issueApiToken(asked: ApiTokenRequest, key: SigningKey, now: number, random: Random): ApiToken {
  const { session, limits, issuer, audience } = asked;
  const issuedAt = seconds(now);
  const expiresAt = Math.min(issuedAt + lifetime, seconds(idleEnd(session, limits)));
  const claims = {
    iss: issuer,
    aud: audience,
    client_id: audience,
    iat: issuedAt,
    exp: expiresAt,
    jti: Buffer.from(random(idBytes)).toString('base64url'),
    ...authenticationClaims(session),
    sid: session.id,
    provider: session.provider,
    ...identityClaims(asked),
    ...subjectClaims(asked.user),
  };
  const header = { alg: key.jwk.alg, typ: 'at+jwt', kid: key.jwk.kid };
  return { token: signJwt(header, claims, key.privateKey), expiresIn: expiresAt - issuedAt };
}

/**
 * How and when the person authenticated (RFC 9068 section 2.2.1), as claimed by the provider. The start of the session
 * is no substitute for `auth_time`: the person may have authenticated at the provider weeks before.
 */
function authenticationClaims({ signIn: { authenticatedAt }, acr, amr }: Session): object {
  return { ...(authenticatedAt > 0 && { auth_time: authenticatedAt }), acr, amr };
}

/**
 * When the identity that opened the session was linked to the account, in seconds since the epoch. So an API can refuse
 * a sign-in method that somebody has only just added to the account.
 */
function identityClaims({ user, session }: ApiTokenRequest): object {
  const identity = identityAt(user, session.provider);
  return identity === undefined ? {} : { provider_linked_at: seconds(identity.linkedAt) };
}

/** Claims about the person (RFC 9068 section 2.2.2). Claims with unknown values are undefined, and JSON omits them. */
function subjectClaims({ id, username, external, profile }: User): object {
  const { name, email, emailVerified, emailVerifiedBy } = profile;
  return {
    ...{ sub: id, username, external, name, email },
    ...(email !== undefined && { email_verified: emailVerified, email_verified_by: emailVerifiedBy }),
  };
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
