import { type Html, html } from '../../base/html.ts';
import { favicon, mark } from './icons.ts';
import { style } from './style.ts';

/** A complete HTML document. */
export interface Page {
  readonly html: string;
}

/** Contents of a page's layout. */
export interface PageLayout {
  /** For the browser's tab, history and screen readers. */
  readonly title: string;
  /** The content of `<main>`, with the page's one `<h1>`. */
  readonly main: Html;
  /** Kind of page, for the stylesheet. */
  readonly kind: 'sign-in' | 'problem' | 'account';
  /**
   * Whether the page posts forms. Under `Referrer-Policy: no-referrer` browsers send `Origin: null` with a form
   * (Fetch standard, "append a request Origin header"), which is useless without Fetch Metadata. Such a page sets
   * `same-origin` instead, which reveals nothing to other sites either.
   */
  readonly postsForms?: boolean;
  /** URL to which the browser is forwarded automatically. */
  readonly goesOnTo?: string;
}

/** A page with Postern's header and stylesheet. */
export function layout({ title, main, kind, postsForms = false, goesOnTo }: PageLayout): Page {
  const referrer = postsForms ? html`<meta name="referrer" content="same-origin">` : undefined;
  const refresh = goesOnTo && html`<meta http-equiv="refresh" content="0;url=${goesOnTo}">`;
  return documentOf({
    title,
    head: html`${referrer}${refresh}<link rel="icon" href="${favicon}">
<style>${style}</style>`,
    body: html`<body class="${kind}">
<header>${mark}Postern</header>
<main>
${main}
</main>
</body>`,
  });
}

/** A complete HTML document. */
export function documentOf({
  title,
  head,
  body,
}: {
  readonly title: string;
  readonly head?: Html;
  readonly body: Html;
}): Page {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · Postern</title>
${head}
</head>
${body}
</html>
`;
  return { html: document.toString() };
}
