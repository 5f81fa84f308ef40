import type { Provider } from 'oidc-provider/lib/provider.js';
import type { Html } from './html.ts';
import { contentSecurityPolicy } from './pages/layout.ts';

/** A request and its response, as oidc-provider's application framework (Koa) has them. */
export type Context = Parameters<Parameters<Provider['use']>[0]>[0];

/** The largest form taken, in bytes. */
const formLimit = 16 * 1024;

/** Sends a page. `formTarget` is a further origin that the page's forms may lead to. */
export function sendPage(ctx: Context, page: Html, options: { status?: number; formTarget?: string | undefined } = {}) {
  ctx.status = options.status ?? 200;
  ctx.type = 'html';
  ctx.set({
    'Content-Security-Policy': contentSecurityPolicy(options.formTarget),
    'Cache-Control': 'no-store',
    // Not `no-referrer`: with it browsers send `Origin: null` with forms, and the origin check could not tell.
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  });
  ctx.body = page.markup;
}

/** Sends the browser on with a GET. */
export function seeOther(ctx: Context, location: string): void {
  ctx.redirect(location);
  ctx.status = 303;
  ctx.set('Cache-Control', 'no-store');
}

/**
 * Whether a POST comes from a page of this server. Browsers say so in Sec-Fetch-Site or, to plain-http addresses, in Origin;
 * a program that sends neither has no cookies that somebody else could abuse.
 */
export function isSameOrigin(ctx: Context): boolean {
  const site = ctx.get('sec-fetch-site');
  if (site) return site === 'same-origin';
  const origin = ctx.get('origin');
  return origin === '' || origin === `${ctx.protocol}://${ctx.host}`;
}

/** Reads a form (application/x-www-form-urlencoded); undefined when it is larger than a form here can be. */
export async function readForm(ctx: Context): Promise<URLSearchParams | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > formLimit) return undefined;
    chunks.push(bytes);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
