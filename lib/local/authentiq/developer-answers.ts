import { html } from '../../../functions/core/base/html.ts';
import { type Context, sendError, sendPage } from './http.ts';
import { messagePage } from './pages/layout.ts';

/** Whether the console's answer is for a program. */
export function isForProgram(ctx: Context): boolean {
  return ctx.accepts('html', 'json') === 'json';
}

/** Says what cannot be done, in JSON or on a page. `reason` is a sentence or two. */
export function refuse(ctx: Context, status: number, error: string, reason: string): void {
  const back = html`<p class="links"><a href="/developer">Back to the applications</a></p>`;
  if (isForProgram(ctx)) sendError(ctx, status, error, reason);
  else sendPage(ctx, messagePage('This cannot be done', reason, back), { status });
}
