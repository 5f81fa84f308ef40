/**
 * The provider's developer console, where client secrets are managed. Its paths and form fields are stable, so that
 * programs can use it too. They request `application/json`, and then receive errors as `{ error, error_description }`.
 *
 * - GET `/developer`: lists the applications and the last characters of their secrets, oldest first, in JSON `{
 * "clients": [{ "client_id", "name", "secrets": [{ "id", "added_at", "ending", "signs" }] }] }`. `signs` marks the
 * secret that signs the application's tokens: the one that the application authenticated with last. If that secret is
 * revoked, or the application has not authenticated yet, the oldest secret signs
 * - POST `/developer/{client_id}/secrets`: adds a secret, which signs tokens as soon as the application authenticates
 * with it. `client_secret` is the secret's value, of 16 to 1,024 printable characters; without it, the value is random.
 * `replace=1` revokes all other secrets, so that the new one signs immediately. The response is 201 `{ "id",
 * "client_secret" }` in JSON, or a page that shows the value once
 * - POST `/developer/{client_id}/secrets/{id}/revoke`: revokes a secret. The status of the JSON response is 204, 404 if
 * there is no such secret, or 409 if it is the application's last secret
 *
 * Client IDs in paths are percent-encoded.
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

/** Serves the console's paths. Returns false, without a response, for any other path. */
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
