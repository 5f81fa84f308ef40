import { Problem } from '../core/errors.ts';
import { requireTrustedOrigin } from '../core/http/origin.ts';
import type { Request } from '../core/http/request.ts';
import { accountPath } from '../core/http/site.ts';
import { requireSession, type UserSession } from '../core/session-check.ts';
import type { LoginPorts } from './ports.ts';

/**
 * Who is signed in, for a change of the ways into the account: it counts from our own pages alone, not from listed apps.
 * @throws Problem `bad_origin` or `no_session`.
 */
export async function requireOwnSession(request: Request, ports: LoginPorts): Promise<UserSession> {
  requireTrustedOrigin(request, { own: ports.site.baseUrl, apps: [] });
  return requireSession(request, ports).catch((error: unknown) => {
    throw error instanceof Problem ? error.with({ returnTo: accountPath() }) : error;
  });
}
