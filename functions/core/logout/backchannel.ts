import { originOf } from '../audit/record.ts';
import { type Deadline, within } from '../base/deadline.ts';
import { describeCauses } from '../base/log.ts';
import { Problem } from '../errors.ts';
import type { Request } from '../http/request.ts';
import { empty, json, type Response } from '../http/response.ts';
import { logoutTokenSeconds, type VerifiedLogoutToken, verifyLogoutToken } from '../oidc/logout-token.ts';
import { refuseToken } from '../oidc/token-claims/refuse.ts';
import type { Provider } from '../provider/index.ts';
import { revokeProviderSession } from '../storage/sessions/provider-sessions.ts';
import { revokeSubjectSessions } from '../storage/sessions/subject-revocation.ts';
import { isLogoutTokenUsed, recordLogoutToken } from '../storage/single-use.ts';
import type { Table } from '../storage/table/port.ts';
import { recordSignOut, type SignOutPorts, signOutEvent } from './record-sign-out.ts';

/**
 * OpenID Connect Back-Channel Logout 1.0, section 2.5 to 2.8. A valid token gets 200 whether or not a session was open;
 * anything else, a failing or hanging table included, gets 400, so that the provider knows that it did not work.
 * @param form The posted form.
 * @param deadline By when the provider must have an answer.
 */
export async function handleLogoutToken(
  request: Request,
  form: URLSearchParams,
  provider: Provider,
  ports: SignOutPorts,
  deadline: Deadline,
): Promise<Response> {
  try {
    // Work that is given up goes on; its effects are those that the same token has when it is sent again.
    await within(carryOut(form.getAll('logout_token'), request, provider, ports), deadline.remaining(), () => {
      throw new Error('the logout took too long');
    });
    return empty(200);
  } catch (error) {
    const context = { provider: provider.settings.name, ...originOf(request) };
    // A bad token may come from anyone; only our own failure is worth an alarm.
    const level = error instanceof Problem && error.code === 'invalid_id_token' ? 'warn' : 'error';
    ports.log(level, 'backchannel_logout_refused', { ...context, ...logOf(error), causes: describeCauses(error) });
    return json(400, { error: 'invalid_request' });
  }
}

function logOf(error: unknown): object {
  return error instanceof Problem ? error.log : {};
}

async function carryOut(
  tokens: readonly string[],
  request: Request,
  provider: Provider,
  ports: SignOutPorts,
): Promise<void> {
  const [text, ...others] = tokens;
  if (text === undefined || others.length > 0) throw refuseToken('logout_token', 'logout_token must stand once');
  const { name, issuer, tenants, clientId, idTokenSignedResponseAlg: algorithm } = provider.settings;
  const now = ports.clock();
  const token = await verifyLogoutToken(text, provider.keys('untrusted'), {
    issuer,
    tenants,
    clientId,
    algorithm,
    now,
  });
  if (await isLogoutTokenUsed(ports.table, name, token.jti)) throw refuseToken('jti', 'the jti was used before');
  const users = await endSessions(token, name, now, ports.table);
  await recordSignOut(signOutEvent(request, name), users, ports);
  // Noted only now: a logout that failed half-way may be sent again (section 2.6, jti).
  await recordLogoutToken(ports.table, name, token.jti, (token.issuedAt + logoutTokenSeconds) * 1000);
}

/** @returns Whose sessions it ended, or would have. */
async function endSessions(
  token: VerifiedLogoutToken,
  provider: string,
  now: number,
  table: Table,
): Promise<ReadonlySet<string>> {
  const moment = { arrivedAt: now, issuedAt: token.issuedAt };
  const { sid, subject } = token;
  const covered = sid === undefined ? [] : await revokeProviderSession(table, provider, sid, moment);
  // Where no session knows this sid, the provider may have left it out of its ID tokens: those sessions are meant then.
  if (subject === undefined || covered.length > 0) return new Set(covered);
  const mark = sid === undefined ? 'signed_out' : 'signed_out_without_sid';
  const user = await revokeSubjectSessions(table, provider, subject, mark, moment);
  return new Set(user === undefined ? [] : [user]);
}
