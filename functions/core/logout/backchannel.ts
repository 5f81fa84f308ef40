import { originOf } from '../audit/record.ts';
import { type Deadline, within } from '../base/deadline.ts';
import { describeCauses } from '../base/log.ts';
import { Problem } from '../errors.ts';
import type { Request } from '../http/request.ts';
import { empty, json, type Response } from '../http/response.ts';
import { logoutTokenSeconds, type VerifiedLogoutToken, verifyLogoutToken } from '../oidc/logout-token.ts';
import { atMostNow } from '../oidc/token-claims/clock.ts';
import { refuseToken } from '../oidc/token-claims/refuse.ts';
import type { Provider } from '../provider/index.ts';
import { revokeProviderSession } from '../storage/sessions/provider-sessions.ts';
import { revokeSubjectSessions } from '../storage/sessions/subject-revocation.ts';
import { isLogoutTokenUsed, recordLogoutToken } from '../storage/single-use.ts';
import type { Table } from '../storage/table/port.ts';
import { recordSignOut, type SignOutPorts, signOutEvent } from './record-logout.ts';

/**
 * Handles a logout token and responds to the provider (OpenID Connect Back-Channel Logout 1.0, sections 2.5 to 2.8).
 * The response to a valid token is 200, whether or not a session existed. Otherwise it is 400, so that the provider
 * learns of the failure. If the table fails or does not respond in time, the response is 400 too.
 * @param form The posted form with the `logout_token`.
 * @param deadline By when the provider must receive a response.
 */
export async function handleLogoutToken(
  request: Request,
  form: URLSearchParams,
  provider: Provider,
  ports: SignOutPorts,
  deadline: Deadline,
): Promise<Response> {
  let isVerified = false;
  const onVerified = () => {
    isVerified = true;
  };
  try {
    // Work under way continues after the time limit. That is safe: if the provider sends the token again, its effects
    // are the same.
    await within(
      processLogoutToken(form.getAll('logout_token'), request, provider, ports, onVerified),
      deadline.remaining(),
      () => {
        throw new Error('the logout took too long');
      },
    );
    return empty(200);
  } catch (error) {
    const context = { provider: provider.settings.name, ...originOf(request) };
    // Anybody can send an invalid token, so that is a warning. Only a failure of ours is logged as an error, which
    // raises an alarm: at once if a genuine token was to be obeyed, otherwise only if it happens repeatedly.
    const level = error instanceof Problem && error.code === 'invalid_id_token' ? 'warn' : 'error';
    const token = isVerified ? 'verified' : 'unverified';
    const causes = describeCauses(error);
    ports.log(level, 'backchannel_logout_refused', { ...context, ...logOf(error), token, causes });
    return json(400, { error: 'invalid_request' });
  }
}

function logOf(error: unknown): object {
  return error instanceof Problem ? error.log : {};
}

async function processLogoutToken(
  tokens: readonly string[],
  request: Request,
  provider: Provider,
  ports: SignOutPorts,
  onVerified: () => void,
): Promise<void> {
  const [text, ...others] = tokens;
  if (text === undefined || others.length > 0) {
    throw refuseToken('logout_token', 'exactly one logout_token is required');
  }
  const { name, issuer, tenants, clientId, idTokenSignedResponseAlg: algorithm } = provider.settings;
  const now = ports.clock();
  const token = await verifyLogoutToken(text, provider.keys('untrusted'), {
    issuer,
    tenants,
    clientId,
    algorithm,
    now,
  });
  onVerified();
  if (await isLogoutTokenUsed(ports.table, provider.settings, token.jti))
    throw refuseToken('jti', 'the jti was used before');
  const users = await endSessions(token, name, now, ports.table);
  await recordSignOut(signOutEvent(request, name), users, ports);
  // The token's `jti` is recorded last, so that a logout that failed half-way may be retried with the same token
  // (section 2.6, jti).
  await recordLogoutToken(ports.table, name, token.jti, (token.issuedAt + logoutTokenSeconds) * 1000);
}

/**
 * Ends the sessions that a logout token names by `sid` or subject.
 * @returns Identifiers of the users whose sessions the logout covers.
 */
async function endSessions(
  token: VerifiedLogoutToken,
  provider: string,
  now: number,
  table: Table,
): Promise<ReadonlySet<string>> {
  const moment = { arrivedAt: now, issuedAt: atMostNow(now, token.issuedAt) };
  const { sid, subject } = token;
  const covered = sid === undefined ? [] : await revokeProviderSession(table, provider, sid, moment);
  // If no session has this `sid`, the provider may omit `sid` from its ID tokens. Then the logout covers the subject's
  // sessions that have no `sid`.
  if (subject === undefined || covered.length > 0) return new Set(covered);
  const kind = sid === undefined ? 'signed_out' : 'signed_out_without_sid';
  const user = await revokeSubjectSessions(table, { provider, subject, kind, moment });
  return new Set(user === undefined ? [] : [user]);
}
