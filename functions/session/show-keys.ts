import type { Request } from '../core/http/request.ts';
import { json, type Response, withHeaders } from '../core/http/response.ts';
import { publishedKeys } from '../core/sessions/signing-key.ts';
import type { SessionPorts } from './ports.ts';

/**
 * `GET /.well-known/jwks.json`: the public keys that verify sessions' tokens (RFC 7517 section 5), for any page to read.
 * @throws Problem `temporarily_unavailable` where the session keys cannot be read.
 */
export async function showKeys(_request: Request, { sessionKeys, clock }: SessionPorts): Promise<Response> {
  const keys = publishedKeys(await sessionKeys.set(), clock());
  const response = json(200, { keys }, 'application/jwk-set+json');
  return withHeaders(response, { 'access-control-allow-origin': '*' });
}
