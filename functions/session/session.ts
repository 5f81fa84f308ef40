import type { UseCase } from '../core/http/adapt.ts';
import { overrideMethod } from '../core/http/method-override.ts';
import { json } from '../core/http/response.ts';
import { showOwnAccount } from './account/account.ts';
import { issueToken, showKeys } from './api-token.ts';
import { backchannelLogout } from './backchannel-logout.ts';
import { frontchannelLogout } from './frontchannel-logout.ts';
import { logout } from './logout.ts';
import { home, notFound } from './not-found.ts';
import { endOwnSession, endOwnSessions, listOwnSessions } from './own-sessions.ts';
import type { SessionPorts } from './ports.ts';
import { preflight, showSession } from './show-session.ts';

const useCases = new Map<string, UseCase<SessionPorts>>([
  ['GET /', home],
  ['GET /session', showSession],
  ['OPTIONS /session', preflight('GET')],
  ['POST /session/token', issueToken],
  ['OPTIONS /session/token', preflight('POST', 'content-type')],
  ['GET /.well-known/jwks.json', showKeys],
  ['GET /sessions', listOwnSessions],
  ['DELETE /sessions', endOwnSessions],
  ['OPTIONS /sessions', preflight('GET, DELETE')],
  ['DELETE /sessions/{id}', endOwnSession],
  ['OPTIONS /sessions/{id}', preflight('DELETE')],
  ['GET /account', showOwnAccount],
  ['POST /logout', logout],
  ['POST /logout/backchannel/{provider}', backchannelLogout],
  ['GET /logout/frontchannel/{provider}', frontchannelLogout],
  ['GET /health', health],
  ['HEAD /health', health],
]);

/** Router of the session function: sessions, account page, API tokens, logouts, and requests that no route matches. */
export const session: UseCase<SessionPorts> = (request, ports, deadline) => {
  const routed = overrideMethod(request, useCases);
  const useCase = useCases.get(routed.routeKey) ?? notFound;
  return useCase(routed, ports, deadline);
};

async function health() {
  return json(200, { status: 'ok' });
}
