import { parseObject } from '../core/base/json.ts';
import type { SessionSettings } from '../core/contract/settings.ts';
import { Problem } from '../core/errors.ts';
import { mediaType, type Request, readForm } from '../core/http/request.ts';
import { json, type Response, withHeaders } from '../core/http/response.ts';
import type { Site } from '../core/http/site.ts';
import { issueApiToken } from '../core/sessions/api-token.ts';
import { currentSigningKey, publishedKeys } from '../core/sessions/signing-key.ts';
import { requireSender } from './own-sessions.ts';
import type { SessionPorts } from './ports.ts';

/**
 * `POST /session/token`: issues an API token, as an OAuth token response (RFC 6749 section 5.1). With the token, a page
 * or app calls a resource server on behalf of the signed-in user.
 * @throws Problem `bad_origin`, `no_session`, `audience_not_allowed`; `temporarily_unavailable` if the table or the
 * session keys cannot be read.
 */
export async function issueToken(request: Request, ports: SessionPorts): Promise<Response> {
  const { site, settings, sessionKeys, clock, random } = ports;
  // The token's time of issue is read from the clock before the session check. However long loading the keys takes, the
  // session was valid at that time.
  const now = clock();
  const current = await requireSender(request, ports);
  const requested = {
    limits: settings.session,
    issuer: site.baseUrl,
    audience: tokenAudience(request, site, settings),
  };
  const key = currentSigningKey(await sessionKeys.set());
  const { token, expiresIn } = issueApiToken({ ...current, ...requested }, key, now, random);
  return json(200, { access_token: token, token_type: 'Bearer', expires_in: expiresIn });
}

/**
 * Determines the audience of the requested API token: `audience` in the form or JSON object of the request. Without it,
 * the audience is the origin of the page that sent the request, if `appOrigins` lists that origin, otherwise our own
 * origin.
 * @throws Problem `audience_not_allowed` if the sender of the request may not request a token for the audience.
 */
export function tokenAudience(
  request: Request,
  { baseUrl, appOrigins }: Site,
  { tokenAudiences }: Pick<SessionSettings, 'tokenAudiences'>,
): string {
  const app = appOrigins.find((origin) => origin === request.headers['origin']);
  const requested = requestedAudience(request) ?? app ?? baseUrl;
  const allowed =
    app === undefined
      ? [baseUrl, ...appOrigins, ...Object.values(tokenAudiences).flat()]
      : [app, ...(Object.hasOwn(tokenAudiences, app) ? (tokenAudiences[app] ?? []) : [])];
  if (allowed.includes(requested)) return requested;
  throw new Problem('audience_not_allowed', 'the audience is not one that the sender of the request may name', {
    log: { app },
  });
}

function requestedAudience(request: Request): string | undefined {
  if (request.body === '') return undefined;
  const [audience, ...others] = readForm(request)?.getAll('audience') ?? jsonAudience(request);
  if (others.length > 0) throw new Problem('audience_not_allowed', 'duplicate audience parameter');
  return audience;
}

/**
 * Reads `audience` from a JSON body, if the object has it. A body that cannot be parsed is refused, since the audience
 * that it asks for is unknown.
 */
function jsonAudience(request: Request): readonly string[] {
  const document = mediaType(request) === 'application/json' ? parseObject(request.body) : undefined;
  if (document === undefined) throw new Problem('audience_not_allowed', 'the body is neither a form nor a JSON object');
  if (!Object.hasOwn(document, 'audience')) return [];
  const { audience } = document;
  if (typeof audience !== 'string') throw new Problem('audience_not_allowed', 'the audience is not a string');
  return [audience];
}

/**
 * `GET /.well-known/jwks.json`: the JWK Set of the public keys that verify API tokens (RFC 7517 section 5). Pages of
 * any origin may read it (CORS).
 * @throws Problem `temporarily_unavailable` if the session keys cannot be read.
 */
export async function showKeys(_request: Request, { sessionKeys, clock }: SessionPorts): Promise<Response> {
  const keys = publishedKeys(await sessionKeys.set(), clock());
  const response = json(200, { keys }, 'application/jwk-set+json');
  return withHeaders(response, { 'access-control-allow-origin': '*' });
}
