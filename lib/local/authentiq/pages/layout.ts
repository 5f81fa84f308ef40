import { createHash } from 'node:crypto';
import { type Html, type HtmlValue, html } from '../../../../functions/core/base/html.ts';
import { providerStyle } from '../style.ts';
import { trustedMarkup } from '../trusted-markup.ts';

const styleHash = createHash('sha256').update(providerStyle).digest('base64');

/**
 * The Content-Security-Policy of every page. It allows one inline stylesheet, no script, and no other resource.
 * @param formTarget an additional origin to which the page's forms may lead; browsers also apply `form-action` to the
 * redirects after a form
 */
export function contentSecurityPolicy(formTarget?: string): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action 'self'${formTarget ? ` ${formTarget}` : ''}`,
  ].join('; ');
}

const mark = html`<svg viewBox="0 0 32 32" aria-hidden="true" focusable="false"><path fill="currentColor" \
d="M16 2 4 6.5v8.7C4 22.4 9 28 16 30c7-2 12-7.6 12-14.8V6.5z"/><path class="mark-check" fill="none" stroke-width="3" \
stroke-linecap="round" stroke-linejoin="round" d="m10.5 16 4 4 7.5-8"/></svg>`;

/**
 * A complete HTML page. After `refresh.seconds`, the browser loads `refresh.to` if it is given, and otherwise reloads
 * the page.
 */
export function providerPage(
  title: string,
  body: HtmlValue,
  { refresh }: { readonly refresh?: { readonly seconds: number; readonly to?: string } } = {},
): Html {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} · Authentiq-like sign-in</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh && html`<meta http-equiv="refresh" content="${refresh.seconds}${refresh.to && `; url=${refresh.to}`}">`}
<style>${trustedMarkup(providerStyle)}</style>
</head>
<body>
<header>${mark}<span>Sign in by phone</span></header>
<main>
${body}
</main>
<footer>Local Authentiq-like provider for development</footer>
</body>
</html>
`;
}

/** A page with one message. */
export function messagePage(title: string, text: HtmlValue, more?: HtmlValue): Html {
  return providerPage(title, html`<section class="card"><h1>${title}</h1><p>${text}</p>${more}</section>`);
}
