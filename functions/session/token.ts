import type { Request } from '../core/http/request.ts';
import { json, type Response } from '../core/http/response.ts';
import { makeSessionJwt } from '../core/sessions/api-token.ts';
import { currentSigningKey } from '../core/sessions/signing-key.ts';
import type { SessionPorts } from './ports.ts';
import { requireSender } from './signed-in.ts';
import { tokenAudience } from './token-audience.ts';

/**
 * `POST /session/token`: a token with which the page or app that asks can call an API in the person's name, in the form
 * of OAuth's token response (RFC 6749 section 5.1).
 * @throws Problem `bad_origin`, `no_session`, `audience_not_allowed`; `temporarily_unavailable` where table or session
 * keys cannot be read.
 */
export async function issueToken(request: Request, ports: SessionPorts): Promise<Response> {
  const { site, settings, sessionKeys, clock, random } = ports;
  // From before the check: whatever the keys take to come, the session that it found lasted longer than that.
  const now = clock();
  const current = await requireSender(request, ports);
  const asked = { limits: settings.session, issuer: site.baseUrl, audience: tokenAudience(request, site) };
  const key = currentSigningKey(await sessionKeys.set());
  const { token, expiresIn } = makeSessionJwt({ ...current, ...asked }, key, now, random);
  return json(200, { access_token: token, token_type: 'Bearer', expires_in: expiresIn });
}
