import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import { html } from '../../../../functions/core/base/html.ts';
import { sendPage } from '../http.ts';
import { trustedMarkup } from '../trusted-markup.ts';
import { messagePage, providerPage } from './layout.ts';

/**
 * Sends the page for an error that the provider cannot return to the relying party by redirect. The page shows details
 * for the relying party's developers.
 */
export function renderProviderError(ctx: KoaContextWithOIDC, out: ErrorOut): void {
  const page = messagePage(
    'This request cannot be answered',
    'The site that sent you here asked for something that this provider cannot do. Go back to the site and try again.',
    html`<p class="small soft">For its developers: <strong>${out.error}</strong>${out.error_description && `: ${out.error_description}`}</p>`,
  );
  sendPage(ctx, page, { status: ctx.status });
}

function originOf(url: unknown): string | undefined {
  return typeof url === 'string' ? new URL(url).origin : undefined;
}

/**
 * Sends the sign-out confirmation (OpenID Connect RP-Initiated Logout 1.0 section 2). `form` is the HTML form that
 * oidc-provider made.
 */
export function renderEndSession(ctx: KoaContextWithOIDC, form: string): void {
  const site = ctx.oidc.client?.clientName ?? ctx.oidc.client?.clientId;
  const page = providerPage(
    'Sign out',
    html`<section class="card">
<h1>Sign out${site && ` of ${site}`}?</h1>
<p class="soft">This ends the sign-in in this browser. Signing in again takes another approval on your phone.</p>
${trustedMarkup(form)}
<div class="actions"><button class="button" type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button></div>
</section>`,
  );
  sendPage(ctx, page, { formTarget: originOf(ctx.oidc.params?.['post_logout_redirect_uri']) });
}

/** Sends the page after a sign-out without post_logout_redirect_uri. */
export function renderSignedOut(ctx: KoaContextWithOIDC): void {
  sendPage(ctx, messagePage('You are signed out', 'You can close this page.'));
}
