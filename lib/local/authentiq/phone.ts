/**
 * The simulated phone. Its paths and form fields are stable, so that programs can use it too. A browser's first request
 * creates a phone for the browser, which belongs to the sample person Alice. A cookie identifies the phone.
 *
 * - GET `/phone`: shows the home page (GET `/` redirects to `/phone`)
 * - GET, POST `/phone/identity`: assigns the phone to another person. The field `person` is `alice`, `bob`, `carol`,
 * `dave` or `custom`. With `custom`, the fields `name`, `email` and `email_verified=1` describe the person. `ticket`
 * and `here=1` lead back to a ticket (a waiting sign-in)
 * - GET, POST `/phone/{ticket}`: shows a ticket and accepts the decision, `decision=approve` or `decision=decline`.
 * Each scope to share is sent as `share={scope name without modifier}`, and required scopes are shared in any case.
 * `here=1` continues the sign-in in the same browser
 * - POST `/phone/sites/{id}/end`, `/phone/sites/end-all`: sign the person out of one site, or of all
 */

import { type Context, isSameOrigin, seeOther, sendPage } from './http.ts';
import { messagePage } from './pages/layout.ts';
import { serveHome, serveSignOut } from './phone-home.ts';
import { serveIdentity } from './phone-identity.ts';
import { serveTicket } from './phone-ticket.ts';
import type { ProviderServices } from './services.ts';

type Handler = (ctx: Context, services: ProviderServices, argument: string) => void | Promise<void>;

const routes: readonly (readonly [RegExp, Partial<Record<string, Handler>>])[] = [
  [/^\/$/, { GET: (ctx) => seeOther(ctx, '/phone') }],
  [/^\/phone\/?$/, { GET: serveHome }],
  [/^\/phone\/identity$/, { GET: serveIdentity, POST: serveIdentity }],
  [/^\/phone\/sites\/(?:([\w-]+)\/end|end-all)$/, { POST: serveSignOut }],
  [/^\/phone\/([\w-]{22})$/, { GET: serveTicket, POST: serveTicket }],
];

/** Serves the phone's paths. Returns false, without a response, for any other request. */
export async function servePhone(ctx: Context, services: ProviderServices): Promise<boolean> {
  for (const [pattern, methods] of routes) {
    const match = pattern.exec(ctx.path);
    const handler = match ? methods[ctx.method] : undefined;
    if (!match || !handler) continue;
    if (ctx.method === 'POST' && !isSameOrigin(ctx)) {
      sendPage(ctx, messagePage('Refused', 'This did not come from your phone’s own page.'), { status: 403 });
    } else {
      await handler(ctx, services, match[1] ?? '');
    }
    return true;
  }
  return false;
}
