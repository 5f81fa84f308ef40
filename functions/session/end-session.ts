import { postLogoutRedirectUri } from '../core/http/site.ts';
import type { Session } from '../core/sessions/session.ts';
import type { SessionPorts } from './session.ts';

/**
 * Where the browser goes to sign out at the provider too (OpenID Connect RP-Initiated Logout 1.0 section 2). The
 * endpoint was noted at sign-in, so a provider that is down keeps nobody from signing out here.
 * @returns undefined where the provider has no sign-out of its own.
 */
export async function endSessionUrl(session: Session, ports: SessionPorts): Promise<string | undefined> {
  const provider = ports.provider(session.provider);
  if (session.endSessionEndpoint === undefined || provider === undefined) return undefined;
  const url = new URL(session.endSessionEndpoint);
  url.searchParams.set('client_id', provider.settings.clientId);
  url.searchParams.set('post_logout_redirect_uri', postLogoutRedirectUri(ports.site));
  const { sealedIdToken } = session;
  const hint = sealedIdToken && (await ports.keyring()).open('id_token hint', session.id, sealedIdToken);
  if (hint !== undefined) url.searchParams.set('id_token_hint', hint);
  return url.href;
}
