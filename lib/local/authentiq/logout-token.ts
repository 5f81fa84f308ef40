import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { RegisteredClient } from './clients.ts';

/** Timeout of a logout request to a relying party. */
const timeoutMs = 5000;

/**
 * Sends a logout token to a relying party (OpenID Connect Back-Channel Logout 1.0 sections 2.4 and 2.5).
 * @param secret the client secret that signs the token
 * @returns whether the relying party confirmed the logout by its status (section 2.8); false if the relying party
 * cannot be reached
 */
export async function sendLogoutToken(
  issuer: string,
  client: RegisteredClient,
  secret: string,
  { sub, sid }: { readonly sub: string; readonly sid: string },
): Promise<boolean> {
  const logoutToken = await new SignJWT({ sid, events: { 'http://schemas.openid.net/event/backchannel-logout': {} } })
    .setProtectedHeader({ alg: 'HS256', typ: 'logout+jwt' })
    .setIssuer(issuer)
    .setAudience(client.clientId)
    .setSubject(sub)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('2m')
    .sign(Buffer.from(secret));
  const request = {
    method: 'POST',
    body: new URLSearchParams({ logout_token: logoutToken }),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  } as const;
  const status = await fetch(client.backchannelLogoutUri, request).then(
    (response) => response.status,
    () => 0,
  );
  return status === 200 || status === 204;
}
