import { currentSession } from '../core/current-session.ts';
import { htmlResponse, providerOrigins } from '../core/http/html.ts';
import type { Request } from '../core/http/request.ts';
import { type Response, redirect } from '../core/http/response.ts';
import { findProvider } from '../core/http/site.ts';
import { signedInPage } from '../core/pages/index.ts';
import { absoluteEnd, idleEnd } from '../core/sessions/session.ts';
import { time } from './describe.ts';
import type { SessionPorts } from './session.ts';

/** `GET /`: who is signed in; where nobody is, on to the sign-in page. */
export async function home(request: Request, ports: SessionPorts): Promise<Response> {
  const { site, settings } = ports;
  const current = await currentSession(request, ports);
  if (current === undefined) return redirect(302, '/login');
  const { user, session } = current;
  const { name, email, emailVerified } = user.profile;
  const label = (provider: string) => findProvider(site, provider)?.label ?? provider;
  const page = signedInPage({
    user: {
      username: user.username,
      ...(name !== undefined && { name }),
      ...(email !== undefined && { email }),
      emailVerified,
      external: user.external,
      state: user.state,
      createdAt: time(user.createdAt),
    },
    session: {
      id: session.id,
      providerLabel: label(session.provider),
      createdAt: time(session.createdAt),
      lastSeenAt: time(session.lastSeenAt),
      idleExpiresAt: time(idleEnd(session, settings.session)),
      expiresAt: time(absoluteEnd(session, settings.session)),
    },
    identities: Object.entries(user.identities).map(([provider, { uid, lastSignInAt }]) => ({
      providerLabel: label(provider),
      uid,
      lastSignInAt: time(lastSignInAt),
    })),
    signOutAction: '/logout',
  });
  // The sign-out form may lead on to the provider, whose own sign-out can be at another origin than the issuer.
  const targets = session.endSessionEndpoint === undefined ? [] : [new URL(session.endSessionEndpoint).origin];
  return htmlResponse(200, page, [...providerOrigins(site), ...targets]);
}
