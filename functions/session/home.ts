import { claimedSession, currentSession } from '../core/current-session.ts';
import { htmlResponse, providerOrigins } from '../core/http/html.ts';
import type { Request } from '../core/http/request.ts';
import { type Response, redirect } from '../core/http/response.ts';
import { findProvider } from '../core/http/site.ts';
import { signedInPage } from '../core/pages/index.ts';
import { idleEnd } from '../core/sessions/session.ts';
import { time } from './describe.ts';
import { endSessionEndpoint } from './end-session.ts';
import type { SessionPorts } from './session.ts';

/** `GET /`: who is signed in; where nobody is, on to the sign-in page. */
export async function home(request: Request, ports: SessionPorts): Promise<Response> {
  const { site, table, settings, clock } = ports;
  const claimed = claimedSession(request.cookieHeader, site.cookies);
  const current = await currentSession(claimed, { table, limits: settings.session, now: clock() });
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
      expiresAt: time(session.endsAt),
    },
    identities: Object.entries(user.identities).map(([provider, { uid, lastSignInAt }]) => ({
      providerLabel: label(provider),
      uid,
      lastSignInAt: time(lastSignInAt),
    })),
    signOutAction: '/logout',
  });
  // The sign-out form may lead on to the provider, whose own sign-out can be at another origin than the issuer.
  const endSession = await endSessionEndpoint(session.provider, ports);
  const targets = endSession === undefined ? [] : [new URL(endSession).origin];
  return htmlResponse(200, page, [...providerOrigins(site), ...targets]);
}
