/**
 * The provider's developer console, with stable paths and form fields. Programs request `application/json`; then errors
 * have the form `{ error, error_description }`.
 *
 * - GET `/developer`: the applications and the ends of their secrets, oldest first, in JSON
 *   `{ "clients": [{ "client_id", "name", "secrets": [{ "id", "added_at", "ending", "signs" }] }] }`. The signing secret is
 *   the one that the application authenticated with last; if that is revoked, or none was used yet, the oldest
 * - POST `/developer/{client_id}/secrets`: adds a secret, which signs as soon as the application uses it.
 *   `client_secret` is its value, of 16 to 1,024 printable characters; by default it is random. `replace=1` revokes all
 *   others, and it signs immediately. In JSON 201 `{ "id", "client_secret" }`; a page shows the value once
 * - POST `/developer/{client_id}/secrets/{id}/revoke`: in JSON 204; 404 if there is no such secret, 409 for the last one
 *
 * Client ids are percent-encoded.
 */

import { refuse } from './developer-answers.ts';
import { serveAddSecret, serveApplications, serveRevokeSecret } from './developer-secrets.ts';
import { type Context, decodeSegment, isSameOrigin } from './http.ts';
import type { ProviderServices } from './services.ts';

type Handler = (ctx: Context, services: ProviderServices, clientId: string, secretId: string) => void | Promise<void>;

const changes: readonly (readonly [RegExp, Handler])[] = [
  [/^\/developer\/([^/]+)\/secrets$/, serveAddSecret],
  [/^\/developer\/([^/]+)\/secrets\/([\w-]+)\/revoke$/, serveRevokeSecret],
];

/** Serves the console's paths; false for any other path. */
export async function serveDeveloper(ctx: Context, services: ProviderServices): Promise<boolean> {
  if (ctx.method === 'GET' && /^\/developer\/?$/.test(ctx.path)) {
    serveApplications(ctx, services);
    return true;
  }
  const [match, handler] = changeAt(ctx) ?? [];
  if (!match || !handler) return false;
  const [, segment = '', secretId = ''] = match;
  const clientId = decodeSegment(segment);
  if (!isSameOrigin(ctx)) {
    refuse(ctx, 403, 'forbidden', 'This did not come from the console’s own page.');
  } else if (clientId === undefined || !services.clients.has(clientId)) {
    refuse(ctx, 404, 'not_found', 'There is no such application.');
  } else {
    await handler(ctx, services, clientId, secretId);
  }
  return true;
}

function changeAt(ctx: Context): readonly [RegExpExecArray, Handler] | undefined {
  if (ctx.method !== 'POST') return undefined;
  for (const [pattern, handler] of changes) {
    const match = pattern.exec(ctx.path);
    if (match) return [match, handler];
  }
  return undefined;
}
