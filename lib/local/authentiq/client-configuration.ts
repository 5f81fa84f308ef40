/**
 * The client configuration endpoint (OAuth 2.0 Dynamic Client Registration Management Protocol, RFC 7592 section 2), at
 * Authentiq's path. Clients authenticate with their registration access token (Bearer).
 *
 * - GET `/client/{client_id}`: returns the client's registration, with its newest secret
 * - PUT `/client/{client_id}`: issues a new secret, and returns the registration as GET does. The new secret signs the
 * client's tokens as soon as the client authenticates with it. Older secrets stay valid, but a sixth secret revokes the
 * oldest. The client cannot change the rest of its registration, which the local run defines
 */

import { type JsonObject, parseObject } from '../../../functions/core/base/json.ts';
import { clientMetadata } from './client-metadata.ts';
import type { RegisteredClient } from './clients.ts';
import { type Context, decodeSegment, readBody, sendError, sendJson } from './http.ts';
import type { ProviderServices } from './services.ts';

/** Members of a registration that a client must not send back in an update (RFC 7592 section 2.2). */
const unwanted = [
  'registration_access_token',
  'registration_client_uri',
  'client_secret_expires_at',
  'client_id_issued_at',
] as const;

/** Serves the client configuration endpoint. Returns false, without a response, for any other path. */
export async function serveClientConfiguration(ctx: Context, services: ProviderServices): Promise<boolean> {
  const [, segment] = /^\/client\/([^/]+)$/.exec(ctx.path) ?? [];
  if (segment === undefined) return false;
  const client = services.clients.get(decodeSegment(segment) ?? '');
  if (ctx.method !== 'GET' && ctx.method !== 'PUT') {
    ctx.set('Allow', 'GET, PUT');
    sendError(ctx, 405, 'invalid_request', 'A registration here can be read (GET) and updated (PUT).');
  } else if (client === undefined || !isAdmitted(ctx, services, client)) {
    refuse(ctx);
  } else if (ctx.method === 'GET') {
    sendRegistration(ctx, services, client);
  } else {
    await update(ctx, services, client);
  }
  return true;
}

function bearerToken(ctx: Context): string | undefined {
  return /^Bearer +([\w.~+/=-]+)$/i.exec(ctx.get('authorization'))?.[1];
}

function isAdmitted(ctx: Context, { registrations }: ProviderServices, { clientId }: RegisteredClient): boolean {
  const token = bearerToken(ctx);
  return token !== undefined && registrations.admits(clientId, token);
}

/** Responds with 401. The challenge has no error code if the request has no token (RFC 6750 section 3). */
function refuse(ctx: Context): void {
  ctx.set('WWW-Authenticate', bearerToken(ctx) === undefined ? 'Bearer' : 'Bearer error="invalid_token"');
  sendError(ctx, 401, 'invalid_token', 'The registration access token of this client is required.');
}

function sendRegistration(ctx: Context, { registrations, secrets }: ProviderServices, client: RegisteredClient): void {
  const { registrationClientUri, registrationAccessToken } = registrations.of(client.clientId);
  sendJson(ctx, 200, {
    ...clientMetadata(client, secrets.newest(client.clientId).secret),
    client_secret_expires_at: 0,
    registration_client_uri: registrationClientUri,
    registration_access_token: registrationAccessToken,
  });
}

async function update(ctx: Context, services: ProviderServices, client: RegisteredClient): Promise<void> {
  const body = await readBody(ctx);
  if (body === undefined) return sendError(ctx, 413, 'invalid_request', 'The body is too large.');
  const metadata = parseObject(body);
  if (metadata === undefined) return sendError(ctx, 400, 'invalid_request', 'The body must be a JSON object.');
  const problem = problemOf(metadata, services, client);
  if (problem !== undefined) return sendError(ctx, 400, 'invalid_client_metadata', problem);
  services.secrets.add(client.clientId);
  sendRegistration(ctx, services, client);
}

/** Error description for an invalid update request (RFC 7592 section 2.2); undefined for a valid one. */
function problemOf(
  metadata: JsonObject,
  { secrets }: ProviderServices,
  { clientId }: RegisteredClient,
): string | undefined {
  if (metadata['client_id'] !== clientId) return 'client_id must be that of the registration.';
  const found = unwanted.find((name) => Object.hasOwn(metadata, name));
  if (found !== undefined) return `${found} must not be sent.`;
  if (!Object.hasOwn(metadata, 'client_secret')) return undefined;
  const secret = metadata['client_secret'];
  const isHeld = typeof secret === 'string' && secrets.accepts(clientId, secret);
  return isHeld ? undefined : 'client_secret must be a secret of the client.';
}
