import type { User } from '../accounts/user.ts';
import type { Random } from '../base/random.ts';
import type { SessionLimits } from '../contract/settings.ts';
import { signJwt } from '../oidc/sign-jwt.ts';
import { idleEnd, type Session } from './session.ts';
import type { SigningKey } from './signing-key.ts';

/** Seconds for which a token is good, unless its session ends sooner. Nothing but time takes one back. */
const lifetime = 300;
/** Bytes of a token's identifier. */
const idBytes = 16;

/** Whose token it is, from whom and for whom. */
export interface SessionJwtRequest {
  readonly user: User;
  readonly session: Session;
  readonly limits: SessionLimits;
  /** Our base URL. */
  readonly issuer: string;
  /** Origin of the API, or of the app that it belongs to. */
  readonly audience: string;
}

/** A token and for how long it is good. */
export interface SessionJwt {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/**
 * A token that tells an API who is signed in: an access token as RFC 9068 has them, whose type keeps it from being taken
 * for another kind (RFC 8725 section 3.11). It never outlives the session as that is now.
 * @param now Milliseconds since the epoch.
 */
export function makeSessionJwt(asked: SessionJwtRequest, key: SigningKey, now: number, random: Random): SessionJwt {
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
    ...subjectClaims(asked.user),
  };
  const header = { alg: key.jwk.alg, typ: 'at+jwt', kid: key.jwk.kid };
  return { token: signJwt(header, claims, key.privateKey), expiresIn: expiresAt - issuedAt };
}

/**
 * How and when the person authenticated (RFC 9068 section 2.2.1), as the provider said it. When the session began says
 * nothing of that: the provider may have let in somebody who authenticated there weeks ago.
 */
function authenticationClaims({ signIn: { authenticatedAt }, acr, amr }: Session): object {
  return { ...(authenticatedAt > 0 && { auth_time: authenticatedAt }), acr, amr };
}

/** What the token says of the person (RFC 9068 section 2.2.2). What is not known is undefined, which JSON leaves out. */
function subjectClaims({ id, username, external, profile: { name, email, emailVerified } }: User): object {
  return {
    ...{ sub: id, username, external, name, email },
    ...(email !== undefined && { email_verified: emailVerified }),
  };
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
