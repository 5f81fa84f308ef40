import { html } from '../../../functions/core/base/html.ts';
import { type Context, sendError, sendPage } from './http.ts';
import { messagePage } from './pages/layout.ts';

/** Whether the caller of the developer console prefers JSON to HTML, as programs do. */
export function prefersJson(ctx: Context): boolean {
  return ctx.accepts('html', 'json') === 'json';
}

/**
 * Sends an error of the developer console, as JSON to programs and as a page to browsers. `reason` is one or two
 * sentences.
 */
export function refuse(ctx: Context, status: number, error: string, reason: string): void {
  const back = html`<p class="links"><a href="/developer">Back to the applications</a></p>`;
  if (prefersJson(ctx)) sendError(ctx, status, error, reason);
  else sendPage(ctx, messagePage('This cannot be done', reason, back), { status });
}
