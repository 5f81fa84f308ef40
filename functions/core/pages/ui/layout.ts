import { type Html, html } from '../../base/html.ts';
import { favicon, mark } from './icons.ts';
import { style } from './style.ts';

/** A complete HTML document. */
export interface Page {
  readonly html: string;
}

/** What differs from page to page. */
export interface PageLayout {
  /** For the browser's tab, history and screen readers. */
  readonly title: string;
  /** The content of `<main>`, with the page's one `<h1>`. */
  readonly main: Html;
  /** What kind of page it is, for the stylesheet. */
  readonly kind: 'sign-in' | 'problem' | 'account';
  /**
   * Whether the page posts forms. Under `Referrer-Policy: no-referrer` browsers send `Origin: null` with a form
   * (Fetch standard, "append a request Origin header"), which says nothing to a server where Fetch Metadata is missing
   * too; such a page asks for `same-origin` instead, which tells other sites just as little.
   */
  readonly postsForms?: boolean;
  /** URL that the browser goes on to by itself. */
  readonly goesOnTo?: string;
}

/** The frame of all pages with a header. */
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

/** A whole HTML document. */
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
