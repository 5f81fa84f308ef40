import { postLogoutRedirectUri } from '../core/http/site.ts';
import { describeCauses } from '../core/log.ts';
import type { Session } from '../core/sessions/session.ts';
import type { SessionPorts } from './session.ts';

/**
 * Where the browser goes to sign out at the provider too (OpenID Connect RP-Initiated Logout 1.0 section 2, or Cognito's
 * way). The endpoint was noted at sign-in, so a provider that is down keeps nobody from signing out here.
 * @returns undefined where the provider has no sign-out of its own.
 */
export async function endSessionUrl(session: Session, ports: SessionPorts): Promise<string | undefined> {
  const provider = ports.provider(session.provider);
  if (session.endSessionEndpoint === undefined || provider === undefined) return undefined;
  const url = new URL(session.endSessionEndpoint);
  const back = postLogoutRedirectUri(ports.site);
  url.searchParams.set('client_id', provider.settings.clientId);
  if (provider.settings.signOut === 'cognito') {
    url.searchParams.set('logout_uri', back);
    return url.href;
  }
  url.searchParams.set('post_logout_redirect_uri', back);
  const hint = await idTokenHint(session, ports);
  if (hint !== undefined) url.searchParams.set('id_token_hint', hint);
  return url.href;
}

/** The session has ended by now: without the keys the person goes on all the same, and the provider asks who it is. */
async function idTokenHint(
  { id, sealedIdToken }: Session,
  { sessionKeys, log }: SessionPorts,
): Promise<string | undefined> {
  try {
    if (sealedIdToken === undefined) return undefined;
    const keyring = await sessionKeys.keyringFor('id_token hint', sealedIdToken);
    return keyring.open('id_token hint', id, sealedIdToken);
  } catch (error) {
    log('error', 'id_token_hint_unavailable', { session: id, causes: describeCauses(error) });
    return undefined;
  }
}
