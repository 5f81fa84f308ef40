import type { Provider } from 'oidc-provider/lib/provider.js';
import type { Html } from '../../../functions/core/base/html.ts';
import { contentSecurityPolicy } from './pages/layout.ts';

/** A request and its response, as oidc-provider's application framework (Koa) has them. */
export type Context = Parameters<Parameters<Provider['use']>[0]>[0];

/** The largest body taken, in bytes. */
const bodyLimit = 16 * 1024;

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
  ctx.body = page.toString();
}

/** Sends JSON, which nobody may keep: it can hold secrets. */
export function sendJson(ctx: Context, status: number, body: object): void {
  ctx.status = status;
  ctx.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
  ctx.body = body;
}

/** Sends an error in the form of OAuth 2.0 (RFC 6749 section 5.2). */
export function sendError(ctx: Context, status: number, error: string, description: string): void {
  sendJson(ctx, status, { error, error_description: description });
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

/** Reads a body as text; undefined when it is larger than one here can be. */
export async function readBody(ctx: Context): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > bodyLimit) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads a form (application/x-www-form-urlencoded); undefined when it is larger than a form here can be. */
export async function readFormBody(ctx: Context): Promise<URLSearchParams | undefined> {
  const body = await readBody(ctx);
  return body === undefined ? undefined : new URLSearchParams(body);
}

/** A segment of a path without its percent-encoding; undefined where that is malformed. */
export function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
