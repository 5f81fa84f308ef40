import type { Request } from '../http/request.ts';
import { empty, json, type Response } from '../http/response.ts';
import { describeCauses, type Log } from '../log.ts';
import { logoutTokenSeconds, type VerifiedLogoutToken, verifyLogoutToken } from '../oidc/logout-token.ts';
import type { Provider } from '../provider/index.ts';
import { markUsed, wasUsed } from '../storage/logout-tokens.ts';
import type { Table } from '../storage/port.ts';
import { signOutSid, signOutSubject } from '../storage/provider-sessions.ts';

/** What a back-channel logout needs. */
export interface BackchannelPorts {
  readonly table: Table;
  readonly clock: () => number;
  readonly log: Log;
}

/**
 * OpenID Connect Back-Channel Logout 1.0, section 2.5 to 2.8. A valid token gets 200 whether or not a session was open;
 * anything else, a failing table included, gets 400, so that the provider knows that it did not work.
 * @param form The posted form.
 */
export async function backchannelLogout(
  request: Request,
  form: URLSearchParams,
  provider: Provider,
  ports: BackchannelPorts,
): Promise<Response> {
  const context = { provider: provider.settings.name, requestId: request.requestId, sourceIp: request.sourceIp };
  try {
    const ended = await carryOut(form.getAll('logout_token'), provider, ports);
    ports.log('info', 'backchannel_logout', { ...context, ...ended });
    return empty(200);
  } catch (error) {
    ports.log('error', 'backchannel_logout_refused', { ...context, ...logOf(error), causes: describeCauses(error) });
    return json(400, { error: 'invalid_request' });
  }
}

function logOf(error: unknown): object {
  return error instanceof Error && 'log' in error && typeof error.log === 'object' ? { ...error.log } : {};
}

async function carryOut(tokens: readonly string[], provider: Provider, ports: BackchannelPorts): Promise<object> {
  const [text, ...others] = tokens;
  if (text === undefined || others.length > 0) throw new Error('logout_token must stand once');
  const { name, issuer, clientId, idTokenSignedResponseAlg: algorithm } = provider.settings;
  const now = ports.clock();
  const token = await verifyLogoutToken(text, provider.keys(), { issuer, clientId, algorithm, now });
  if (await wasUsed(ports.table, name, token.jti)) throw new Error('the jti was used before');
  const ended = await endSessions(token, name, now, ports.table);
  // Noted only now: a logout that failed half-way may be sent again (section 2.6, jti).
  await markUsed(ports.table, name, token.jti, (token.issuedAt + logoutTokenSeconds) * 1000);
  return ended;
}

async function endSessions(token: VerifiedLogoutToken, provider: string, now: number, table: Table): Promise<object> {
  const moment = { arrivedAt: now, issuedAt: token.issuedAt };
  if (token.sid !== undefined) return { sessions: await signOutSid(table, provider, token.sid, moment) };
  if (token.subject !== undefined) await signOutSubject(table, provider, token.subject, moment);
  return { sessions: 'all of the subject' };
}
