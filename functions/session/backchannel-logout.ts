import type { Deadline } from '../core/base/deadline.ts';
import { Problem } from '../core/errors.ts';
import { type Request, readForm } from '../core/http/request.ts';
import type { Response } from '../core/http/response.ts';
import { handleLogoutToken } from '../core/logout/backchannel.ts';
import type { SessionPorts } from './ports.ts';

/**
 * `POST /logout/backchannel/{provider}`: the endpoint for logout tokens, with which a provider ends sessions (OpenID
 * Connect Back-Channel Logout 1.0 section 2.5).
 * @throws Problem `unknown_provider`.
 */
export async function backchannelLogout(request: Request, ports: SessionPorts, deadline: Deadline): Promise<Response> {
  const provider = ports.logoutProvider(request.provider);
  if (provider === undefined) throw new Problem('unknown_provider', 'no such provider');
  return handleLogoutToken(request, readForm(request) ?? new URLSearchParams(), provider, ports, deadline);
}
