import { html } from '../../../functions/core/base/html.ts';
import { type Context, sendError, sendPage } from './http.ts';
import { messagePage } from './pages/layout.ts';

/** Whether the client of the developer console prefers JSON. */
export function prefersJson(ctx: Context): boolean {
  return ctx.accepts('html', 'json') === 'json';
}

/** Sends an error, as JSON or as a page. `reason` is a sentence or two. */
export function refuse(ctx: Context, status: number, error: string, reason: string): void {
  const back = html`<p class="links"><a href="/developer">Back to the applications</a></p>`;
  if (prefersJson(ctx)) sendError(ctx, status, error, reason);
  else sendPage(ctx, messagePage('This cannot be done', reason, back), { status });
}
