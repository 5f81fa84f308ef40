import type { Provider } from 'oidc-provider/lib/provider.js';
import type { Html } from '../../../functions/core/base/html.ts';
import { contentSecurityPolicy } from './pages/layout.ts';

/** Koa's context of a request and its response. The oidc-provider library is a Koa application. */
export type Context = Parameters<Parameters<Provider['use']>[0]>[0];

/** Maximum size of a request body, in bytes. */
const maxBodyBytes = 16 * 1024;

/** Sends a page. Its forms may lead to this server and to the origin `formTarget`, if given. */
export function sendPage(ctx: Context, page: Html, options: { status?: number; formTarget?: string | undefined } = {}) {
  ctx.status = options.status ?? 200;
  ctx.type = 'html';
  ctx.set({
    'Content-Security-Policy': contentSecurityPolicy(options.formTarget),
    'Cache-Control': 'no-store',
    // The policy is not `no-referrer`: with it, browsers would send `Origin: null` with forms, and `isSameOrigin` would
    // refuse them.
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  });
  ctx.body = page.toString();
}

/** Sends JSON. It must not be cached, because it can contain secrets. */
export function sendJson(ctx: Context, status: number, body: object): void {
  ctx.status = status;
  ctx.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
  ctx.body = body;
}

/** Sends an error in the form of OAuth 2.0 (RFC 6749 section 5.2). */
export function sendError(ctx: Context, status: number, error: string, description: string): void {
  sendJson(ctx, status, { error, error_description: description });
}

/** Redirects the browser with status 303. */
export function seeOther(ctx: Context, location: string): void {
  ctx.redirect(location);
  ctx.status = 303;
  ctx.set('Cache-Control', 'no-store');
}

/**
 * CSRF check: whether a POST comes from a page of this server. Browsers send `Sec-Fetch-Site` or, to plain-http URLs,
 * `Origin`. A request with neither header comes from a program, which has no cookies that another site could abuse.
 */
export function isSameOrigin(ctx: Context): boolean {
  const site = ctx.get('sec-fetch-site');
  if (site) return site === 'same-origin';
  const origin = ctx.get('origin');
  return origin === '' || origin === `${ctx.protocol}://${ctx.host}`;
}

/** Reads a request body as text; undefined if the body is too large. */
export async function readBody(ctx: Context): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBodyBytes) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads a request body that is a form (application/x-www-form-urlencoded); undefined if the body is too large. */
export async function readFormBody(ctx: Context): Promise<URLSearchParams | undefined> {
  const body = await readBody(ctx);
  return body === undefined ? undefined : new URLSearchParams(body);
}

/** Percent-decodes a path segment; undefined if the encoding is malformed. */
export function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
