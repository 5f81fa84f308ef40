import { postLogoutRedirectUri } from '../core/http/site.ts';
import { describeCauses } from '../core/log.ts';
import type { Session } from '../core/sessions/session.ts';
import type { SessionPorts } from './session.ts';

/**
 * The provider's own sign-out, if it has one. A provider that cannot be reached keeps nobody from signing out here, so
 * its failure is logged and answered as none.
 */
export async function endSessionEndpoint(provider: string, ports: SessionPorts): Promise<string | undefined> {
  try {
    return (await ports.provider(provider)?.metadata())?.endSessionEndpoint;
  } catch (error) {
    ports.log('warn', 'end_session_unknown', { provider, causes: describeCauses(error) });
    return undefined;
  }
}

/**
 * Where the browser goes to sign out at the provider too (OpenID Connect RP-Initiated Logout 1.0 section 2).
 * @returns undefined where the provider has no sign-out of its own.
 */
export async function endSessionUrl(session: Session, ports: SessionPorts): Promise<string | undefined> {
  const endpoint = await endSessionEndpoint(session.provider, ports);
  const provider = ports.provider(session.provider);
  if (endpoint === undefined || provider === undefined) return undefined;
  const url = new URL(endpoint);
  url.searchParams.set('client_id', provider.settings.clientId);
  url.searchParams.set('post_logout_redirect_uri', postLogoutRedirectUri(ports.site));
  const { sealedIdToken } = session;
  const hint = sealedIdToken && (await ports.keyring()).open('id_token hint', session.id, sealedIdToken);
  if (hint !== undefined) url.searchParams.set('id_token_hint', hint);
  return url.href;
}
