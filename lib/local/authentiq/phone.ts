/**
 * The simulated phone, with stable paths and form fields, so that programs can use it too. A browser becomes a phone
 * (Alice's) at its first request; a cookie identifies the phone.
 *
 * - GET `/phone`: home page (GET `/` redirects to it)
 * - GET, POST `/phone/identity`: `person=alice|bob|carol|dave|custom`; for custom `name`, `email`, `email_verified=1`;
 *   `ticket` and `here=1` return to a ticket
 * - GET, POST `/phone/{ticket}`: `decision=approve|decline`, `share={scope name without modifier}` for each item shared
 *   (required ones always are), `here=1` to continue the sign-in in the same browser
 * - POST `/phone/sites/{id}/end`, `/phone/sites/end-all`: sign out of one site, or of all
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

/** Serves the phone's paths; false for any other path. */
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
